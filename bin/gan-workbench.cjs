#!/usr/bin/env node
'use strict';
const path = require('path');
require('./run-node.cjs').runNode([path.join(__dirname, '..', 'out', 'main', 'cli.js')].concat(process.argv.slice(2)));
