import { join } from 'node:path';
import { findNodes, isNewEnough, neededNode, NEWER_NODE } from './launch/find-node.ts';
import { PACKAGE_FOLDER } from './package-folder.ts';

const LAUNCHER = join(PACKAGE_FOLDER, 'bin', 'gan-workbench.cjs');

/** Advice for a user of this version of Node. */
function remedy(): string {
  if ('electron' in process.versions) return `take a newer Electron than ${process.versions.electron}.`;
  return findNodes().length > 0 ? `start ${LAUNCHER} instead, which runs on a newer one.` : NEWER_NODE;
}

/**
 * Ends the process with a sentence where this Node is too old for the program. An entry calls it before it imports anything else: on an
 * old Node the native parts end the process with a segmentation fault and no word.
 */
export function requireNeededNode(): void {
  if (isNewEnough(process.versions.node)) return;
  console.error(neededNode(remedy()));
  process.exit(1);
}
