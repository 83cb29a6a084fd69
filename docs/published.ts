/** Writes docs/published.md from the runs of a store: `npm run published -- STORE`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { comparedWithPapers } from '../src/main/cli/commands/published.ts';
import { withOpenStore } from '../src/main/cli/input/open-store.ts';
import { publishedManual } from '../src/shared/published-manual.ts';

const MANUAL = new URL('published.md', import.meta.url);
const PRETTIER = new URL('../.prettierrc.json', import.meta.url);

const store = process.argv.at(2);
if (store === undefined) throw new Error('Name the file of a store: npm run published -- STORE');
const compared = await withOpenStore(store, comparedWithPapers);
const options = JSON.parse(readFileSync(PRETTIER, 'utf8')) as object;
writeFileSync(MANUAL, await format(publishedManual(compared), { ...options, parser: 'markdown' }));
