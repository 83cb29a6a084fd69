/** How this program is called: from a checkout by npm, else by its own name. */
export const PROGRAM = import.meta.url.endsWith('.ts') ? 'npm run cli --' : 'gan-workbench';
