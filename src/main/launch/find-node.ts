import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as FindNode from '../../../bin/find-node.cjs';
import { PACKAGE_FOLDER } from '../package-folder.ts';

// Never bundled: it looks for the packaged Node from where it lies.
const FIND_NODE = join(PACKAGE_FOLDER, 'bin', 'find-node.cjs');

export const { findNodes, isNewEnough, neededNode, NEWER_NODE, v8Flags } = createRequire(import.meta.url)(
  FIND_NODE,
) as typeof FindNode;
