#!/usr/bin/env node
'use strict';
require('./run-node.cjs').runNode(process.argv.slice(2));
