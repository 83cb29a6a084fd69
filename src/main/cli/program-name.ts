import { IS_CHECKOUT } from '../package-folder.ts';

/** The command that starts this program: npm in a checkout, else its own name. */
export const PROGRAM = IS_CHECKOUT ? 'npm run cli --' : 'gan-workbench';
