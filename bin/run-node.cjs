// Written for any Node from 12 on, like find-node.cjs.
'use strict';

const childProcess = require('child_process');
const os = require('os');
const { findNodes, NEEDS } = require('./find-node.cjs');

// The terminal sends Ctrl-C to the child as well: it decides what to do, and we wait for it.
function waitOn() {}

/** Runs `args` on a Node that is new enough, in this terminal; `ended` gets its exit code (and by default exits with it). */
exports.runNode = function runNode(args, ended) {
  process.on('SIGINT', waitOn);
  runOnFirst(findNodes(), args, ended || process.exit);
};

function runOnFirst(nodes, args, ended) {
  if (nodes.length === 0) {
    console.error(NEEDS);
    process.exit(1);
  }
  const child = childProcess.spawn(nodes[0], args, { stdio: 'inherit' });
  function terminate() {
    child.kill('SIGTERM');
  }
  process.on('SIGTERM', terminate);
  child.on('error', function () {
    // It is there and cannot be started, such as a Node for glibc on a system without it.
    process.removeListener('SIGTERM', terminate);
    runOnFirst(nodes.slice(1), args, ended);
  });
  child.on('exit', function (code, signal) {
    process.removeListener('SIGTERM', terminate);
    process.removeListener('SIGINT', waitOn);
    ended(signal ? 128 + (os.constants.signals[signal] || 0) : code);
  });
}
