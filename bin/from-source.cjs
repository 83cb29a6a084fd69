#!/usr/bin/env node
// The command line from its TypeScript sources, for a checkout; the kernels are compiled first where they are not.
'use strict';

const path = require('path');
const { runNode } = require('./run-node.cjs');

const main = path.join(__dirname, '..', 'src', 'main');
const kernels = path.join(main, 'training', 'engines', 'fused', 'kernels', 'compile.mjs');
const commandLine = path.join(main, 'cli', 'index.ts');

runNode([kernels], function (exitCode) {
  if (exitCode !== 0) process.exit(exitCode);
  runNode([commandLine].concat(process.argv.slice(2)));
});
