// Written for any Node from 12 on, like find-node.cjs.
'use strict';

const childProcess = require('child_process');
const os = require('os');
const { findNodes, neededNode, NEWER_NODE, v8Flags } = require('./find-node.cjs');

/** Runs `args` on a Node that is new enough, in this terminal; `ended` gets its exit code (and by default exits with it). */
exports.runNode = function runNode(args, ended) {
  runOnFirst(findNodes(), args, ended || process.exit);
};

function runOnFirst(nodes, args, ended) {
  if (nodes.length === 0) {
    console.error(neededNode(NEWER_NODE));
    process.exit(1);
  }
  const child = childProcess.spawn(nodes[0], v8Flags(nodes[0]).concat(args), { stdio: 'inherit' });
  // Passed on also where the terminal has sent it to the child as well: the child takes two at once for one.
  function pass(signal) {
    child.kill(signal);
  }
  const passed = ['SIGINT', 'SIGTERM'];
  passed.forEach(function (signal) {
    process.on(signal, pass);
  });
  function leave() {
    passed.forEach(function (signal) {
      process.removeListener(signal, pass);
    });
  }
  child.on('error', function () {
    // It is there and cannot be started, such as a Node for glibc on a system without it.
    leave();
    runOnFirst(nodes.slice(1), args, ended);
  });
  child.on('exit', function (code, signal) {
    leave();
    ended(signal ? 128 + (os.constants.signals[signal] || 0) : code);
  });
}
