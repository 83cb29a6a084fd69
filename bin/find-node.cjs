// Written for any Node from 12 on: this is what has to run before we know which Node we have.
'use strict';

const fs = require('fs');
const path = require('path');

// better-sqlite3 13 needs Node 22; running TypeScript sources unbuilt needs 22.18.
const OLDEST = [22, 18];

// Wasm is optimised when it is first called, so that the code that is checked is the code that trains.
const WIDE_CODE = ['--experimental-wasm-revectorize', '--no-liftoff', '--no-wasm-inlining'];

function isNewEnough(version) {
  const parts = version.split('.').map(Number);
  return parts[0] > OLDEST[0] || (parts[0] === OLDEST[0] && parts[1] >= OLDEST[1]);
}

// npm 10 installs the optional package that holds Node but does not link its bin, so it is looked up by path.
function packagedNode() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const name = 'node-' + platform + '-' + process.arch;
  const binary = path.join('bin', process.platform === 'win32' ? 'node.exe' : 'node');
  let folder = path.join(__dirname, '..');
  for (;;) {
    const candidate = path.join(folder, 'node_modules', name, binary);
    if (fs.existsSync(candidate)) return candidate;
    const parent = path.dirname(folder);
    if (parent === folder) return undefined;
    folder = parent;
  }
}

/** Whether the workbench runs on a Node of this version. */
exports.isNewEnough = isNewEnough;

/** Paths of the Nodes that can run the workbench, the best first: the one installed beside it, then the one running this. */
exports.findNodes = function findNodes() {
  const packaged = packagedNode();
  return (packaged ? [packaged] : []).concat(isNewEnough(process.versions.node) ? [process.execPath] : []);
};

/**
 * V8's flags to start a Node with: the kernels are faster with them, as training/engines/fused/kernels/wide-code.ts says. Another Node
 * than the one installed beside the workbench might not know them, and not start.
 */
exports.v8Flags = function v8Flags(node) {
  return process.arch === 'x64' && node === packagedNode() ? WIDE_CODE : [];
};

/** What the workbench needs of Node where the one running this is too old, in a sentence; `remedy` says what helps. */
exports.neededNode = function neededNode(remedy) {
  const here = process.versions.node;
  return 'gan-workbench needs Node ' + OLDEST.join('.') + ' or newer, and this is ' + here + '; ' + remedy;
};

exports.NEWER_NODE = 'install a newer Node from https://nodejs.org and try again.';
