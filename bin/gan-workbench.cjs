#!/usr/bin/env node
'use strict';
const path = require('path');
const { openAtOnce } = require('./open-window.cjs');
const args = process.argv.slice(2);
openAtOnce(args, function () {
  require('./run-node.cjs').runNode([path.join(__dirname, '..', 'out', 'main', 'cli.js')].concat(args));
});
