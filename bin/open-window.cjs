// Opens Electron's window. Written for any Node, like find-node.cjs: the code of the command line takes a tenth of a second to load, and a
// window needs none of it.
'use strict';

const childProcess = require('child_process');
const path = require('path');
const { findObstacle, findRuntime } = require('./electron-runtime.cjs');
const { findNodes, v8Flags } = require('./find-node.cjs');

/** Milliseconds; a program that crashes in this time is taken for one that cannot show its window. */
const START = 10000;

/** The exit code of a program for which the system lacks a library (ld.so). */
const NOT_LOADED = 127;

const PASSED = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Opens the window of a runtime in this terminal, with arguments for the program in it. `ended` gets the exit code, or undefined where
 * it crashed at its start.
 */
function openWindow(runtime, args, ended) {
  const began = Date.now();
  // Terminals within an editor made of Electron set it, and Electron would be a plain Node.
  const environment = Object.assign({}, process.env);
  delete environment.ELECTRON_RUN_AS_NODE;
  const flags = v8Flags(findNodes()[0]);
  const jsFlags = flags.length === 0 ? [] : ['--js-flags=' + flags.join(' ')];
  const allArgs = jsFlags.concat(path.join(__dirname, '..'), args);
  let child;
  try {
    child = childProcess.spawn(runtime.path, allArgs, { stdio: 'inherit', env: environment });
  } catch (error) {
    // A file that is no program of this system's.
    ended(undefined);
    return;
  }
  let isSignalled = false;
  function pass(signal) {
    isSignalled = true;
    child.kill(signal);
  }
  PASSED.forEach(function (signal) {
    process.on(signal, pass);
  });
  function end(code) {
    PASSED.forEach(function (signal) {
      process.removeListener(signal, pass);
    });
    const isBroken = code === NOT_LOADED || (code === null && !isSignalled);
    ended(isBroken && Date.now() - began < START ? undefined : code === null ? 1 : code);
  }
  child.on('error', function () {
    end(NOT_LOADED);
  });
  child.on('exit', end);
}

/**
 * The arguments to pass to Electron if the command is `window` with at most `--electron` and `--store FILE`; undefined for every other
 * command.
 */
function windowArguments(command) {
  if (command[0] !== 'window') return undefined;
  const rest = command[1] === '--electron' ? command.slice(2) : command.slice(1);
  const isStore = rest.length === 2 && rest[0] === '--store' && !rest[1].startsWith('-') && rest[1] !== '';
  return rest.length === 0 || isStore ? rest : undefined;
}

/** Set to 1 for the command line where Electron has just crashed at its start, so that it is not started again. */
const CRASHED = 'GAN_WORKBENCH_ELECTRON_CRASHED';

/** Opens the window that a command asks for, and ends with it. Calls `runCommandLine` if there is more to read, or if no window opens. */
function openAtOnce(command, runCommandLine) {
  const args = windowArguments(command);
  const needsCommandLine = args === undefined || findNodes().length === 0 || findObstacle();
  const runtime = needsCommandLine ? undefined : findRuntime();
  if (!runtime || runtime.missing) {
    runCommandLine();
    return;
  }
  openWindow(runtime, args, function (code) {
    if (code !== undefined) process.exit(code);
    process.env[CRASHED] = '1';
    runCommandLine();
  });
}

module.exports = { CRASHED, openAtOnce, openWindow };
