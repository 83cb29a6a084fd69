// Whether what lies in out/ is built from the sources that are there, for a checkout. Written for any Node, like find-node.cjs.
'use strict';

const crypto = require('crypto');
const fs = require('fs');
const path = require('path');

const ROOT = path.join(__dirname, '..');

/**
 * Each part is built by itself, since commands of the terminal need no page: what it is built from, the folders of out/ that it
 * fills, and files that are there once it is built.
 */
const PARTS = {
  program: {
    sources: ['src/main', 'src/preload', 'src/shared'],
    folders: ['preload', 'main'],
    files: ['kernels/wide.wasm', 'preload/index.cjs', 'main/cli.js', 'main/index.js', 'main/server.js'],
  },
  page: {
    sources: ['src/renderer', 'src/shared'],
    folders: ['renderer'],
    files: ['renderer/index.html'],
  },
};

/** What both are built by. */
const CONFIGURATION = ['package.json', 'package-lock.json', 'electron.vite.config.ts', 'tsconfig.json'];

/** In the last folder of a part, which it is put in place with: the digest of what it was built from. */
const STAMP = 'built-from';

/** Begins or ends the names of what editors and file browsers put beside a source, such as `.file.ts.swp` or `file.ts~`. */
const NO_SOURCE = /^[.#]|~$/;

/** What `read` gives; `absent` where the file or folder has gone since it was listed, as editors do that write a new file and rename it. */
function ifThere(read, absent) {
  try {
    return read();
  } catch (error) {
    if (error.code === 'ENOENT') return absent;
    throw error;
  }
}

/** The sources in a folder and those below it. */
function filesIn(folder) {
  const entries = ifThere(function () {
    return fs.readdirSync(folder, { withFileTypes: true });
  }, []);
  return entries.reduce(function (files, entry) {
    const place = path.join(folder, entry.name);
    if (NO_SOURCE.test(entry.name)) return files;
    if (entry.isDirectory()) return files.concat(filesIn(place));
    return entry.isFile() ? files.concat(place) : files;
  }, []);
}

/** A digest of the names and contents of files. Their times do not matter, which a checkout, a clock or an editor may change. */
function digestOfFiles(files) {
  const hash = crypto.createHash('sha256');
  files.sort().forEach(function (file) {
    const content = ifThere(function () {
      return fs.readFileSync(file);
    });
    if (content === undefined) return;
    hash.update(path.relative(ROOT, file) + '\0' + content.length + '\0').update(content);
  });
  return hash.digest('hex');
}

/**
 * The types (statfs(2)) of local file systems that record when a file was last changed, a time that programs cannot set: ext4, XFS, Btrfs,
 * F2FS, ZFS, tmpfs, overlayfs, and APFS on a Mac. A network file system may answer from a cache.
 */
const RECORDS_CHANGE_TIMES = [0xef53, 0x58465342, 0x9123683e, 0xf2f52010, 0x2fc12fc1, 0x1021994, 0x794c7630].concat(
  process.platform === 'darwin' ? [0x1a] : [],
);

/**
 * A digest of what the file system says of files. It differs after every change of one, even if its size and modification time are the
 * same. undefined on other file systems.
 */
function stateOfFiles(files) {
  // Node has it from 18.15 on.
  if (!fs.statfsSync || !RECORDS_CHANGE_TIMES.includes(fs.statfsSync(ROOT).type)) return undefined;
  const began = Date.now();
  const hash = crypto.createHash('sha256');
  let changed = 0;
  files.forEach(function (file) {
    const status = ifThere(function () {
      return fs.statSync(file);
    });
    if (status === undefined) return;
    hash.update([file, status.size, status.ino, status.mtimeMs, status.ctimeMs].join('\0') + '\0');
    changed = Math.max(changed, status.ctimeMs);
  });
  return { digest: hash.digest('hex'), isSettled: began - changed > TICK };
}

/** Two changes within one tick of a file system's clock look like one. Milliseconds, more than a tick of any of those. */
const TICK = 2000;

/** Stores the digest of a part's files together with their state. */
function keepDigest(file, state, digest) {
  const beside = file + '.' + process.pid;
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(beside, state.digest + '\n' + digest);
    fs.renameSync(beside, file);
  } catch (error) {
    // In a checkout of another user's: the files are read at every start.
  }
}

/** The digest that was stored with this state; undefined if none was. */
function keptDigest(file, state) {
  try {
    const lines = fs.readFileSync(file, 'utf8').split('\n');
    return lines.length === 2 && lines[0] === state.digest ? lines[1] : undefined;
  } catch (error) {
    // There is none yet, or it is another user's.
    return undefined;
  }
}

/** The digest of what a part is built from. Reads the files only if their state has changed since they were read last. */
function digestOf(part) {
  const files = CONFIGURATION.map(function (name) {
    return path.join(ROOT, name);
  });
  const sources = PARTS[part].sources.reduce(function (all, folder) {
    return all.concat(filesIn(path.join(ROOT, folder)));
  }, files);
  const kept = path.join(ROOT, 'out', 'digests', part);
  const state = stateOfFiles(sources);
  const known = state && keptDigest(kept, state);
  if (known) return known;
  const digest = digestOfFiles(sources);
  if (state && state.isSettled) keepDigest(kept, state, digest);
  return digest;
}

function stampOf(part, out) {
  const folders = PARTS[part].folders;
  return path.join(out, folders[folders.length - 1], STAMP);
}

/** The digest of what a part that is there was built from; empty where none is, or its sources changed while it was built. */
function builtFrom(part) {
  try {
    return fs.readFileSync(stampOf(part, path.join(ROOT, 'out')), 'utf8');
  } catch (error) {
    return '';
  }
}

/** Whether a part is there, built from what has this digest. */
function isBuiltFrom(part, digest) {
  const out = path.join(ROOT, 'out');
  const isThere = PARTS[part].files.every(function (file) {
    return fs.existsSync(path.join(out, file));
  });
  return isThere && builtFrom(part) === digest;
}

/** Whether a part is built from the sources as they are now. */
function isBuilt(part) {
  return isBuiltFrom(part, digestOf(part));
}

module.exports = { ROOT, PARTS, builtFrom, digestOf, digestOfFiles, filesIn, isBuilt, isBuiltFrom, stampOf };
