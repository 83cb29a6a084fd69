#!/usr/bin/env node
// The command line of a checkout. It runs as a bundle, since to strip the types of hundreds of files takes four times as long as
// all else; the bundle is built first if it is not of the sources that are there.
'use strict';

const path = require('path');
const { isBuilt } = require('./built.cjs');
const { openAtOnce } = require('./open-window.cjs');
const { noteRunning } = require('./running.cjs');
const { runNode } = require('./run-node.cjs');

const root = path.join(__dirname, '..');
// It finds the page's sources there, and names npm's scripts where it tells what to type.
process.env.GAN_WORKBENCH_CHECKOUT = '1';

const args = process.argv.slice(2);

function runCommandLine() {
  runNode([path.join(root, 'out', 'main', 'cli.js')].concat(args));
}

function runCommand() {
  noteRunning(args);
  // The command line builds the page.
  if (args[0] === 'window' && isBuilt('page')) openAtOnce(args, runCommandLine);
  else runCommandLine();
}

if (isBuilt('program')) runCommand();
else
  runNode([path.join(root, 'src', 'main', 'setup', 'build.ts'), '--if-stale', 'program'], function (exitCode) {
    if (exitCode !== 0) process.exit(exitCode);
    runCommand();
  });
