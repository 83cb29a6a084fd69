import { IS_CHECKOUT } from '../package-folder.ts';

/** How this program is called: from a checkout by npm, else by its own name. */
export const PROGRAM = IS_CHECKOUT ? 'npm run cli --' : 'gan-workbench';
