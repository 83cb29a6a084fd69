// Written for any Node from 12 on, like find-node.cjs.
'use strict';

const childProcess = require('child_process');
const { findNode, NEEDS } = require('./find-node.cjs');

/** Runs `args` on a Node that is new enough, in this terminal, and ends with its exit code. */
exports.runNode = function runNode(args) {
  const node = findNode();
  if (!node) {
    console.error(NEEDS);
    process.exit(1);
  }
  const child = childProcess.spawn(node, args, { stdio: 'inherit' });
  // The terminal sends Ctrl-C to the child as well; it decides what to do, we wait for it.
  process.on('SIGINT', function () {});
  process.on('SIGTERM', function () {
    child.kill('SIGTERM');
  });
  child.on('error', function (error) {
    console.error(NEEDS + ' (' + error.message + ')');
    process.exit(1);
  });
  child.on('exit', function (code, signal) {
    process.exit(signal ? 128 + (require('os').constants.signals[signal] || 0) : code);
  });
};
