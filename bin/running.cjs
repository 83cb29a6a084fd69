// Which programs run from what lies in out/, for a checkout: one that starts a thread later loads what lies there by then. Written for
// any Node, like find-node.cjs.
'use strict';

const fs = require('fs');
const path = require('path');
const { ROOT, builtFrom } = require('./built.cjs');

/** A file for each program, which its process's number names: the digest of what it was built from, and the command. */
const FOLDER = path.join(ROOT, 'out', 'running');

/** Notes that this process runs, from now until its end, the program that lies in out/, with these arguments. */
function noteRunning(args) {
  const file = path.join(FOLDER, String(process.pid));
  try {
    fs.mkdirSync(FOLDER, { recursive: true });
    fs.writeFileSync(file, builtFrom('program') + '\n' + args.join(' '));
  } catch (error) {
    // In a checkout of another user's, who is then not warned.
    return;
  }
  process.on('exit', function () {
    try {
      fs.unlinkSync(file);
    } catch (error) {
      // It has gone with the folder.
    }
  });
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's.
    return error.code === 'EPERM';
  }
}

/** The programs that run and were not built from what has this digest. Forgets those that were killed. */
function runningOthers(digest) {
  const names = fs.existsSync(FOLDER) ? fs.readdirSync(FOLDER) : [];
  return names.reduce(function (others, name) {
    const file = path.join(FOLDER, name);
    try {
      const lines = fs.readFileSync(file, 'utf8').split('\n');
      if (!isAlive(Number(name))) fs.unlinkSync(file);
      else if (!digest || lines[0] !== digest)
        return others.concat({ pid: Number(name), command: lines.slice(1).join(' ') });
    } catch (error) {
      // It has just ended.
    }
    return others;
  }, []);
}

module.exports = { isAlive, noteRunning, runningOthers };
