import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { format } from 'prettier';
import { publishedManual } from '../../src/shared/published-manual.ts';

/** Without what the runs of a store came to. */
const withoutRuns = (page: string) => page.replace(/## Runs here[\s\S]*?(?=\n## )/, '');

test('docs/published.md says of presets what they say; `npm run published -- STORE` brings it up to date', async () => {
  const options = JSON.parse(readFileSync(new URL('../../.prettierrc.json', import.meta.url), 'utf8')) as object;
  const page = readFileSync(new URL('../../docs/published.md', import.meta.url), 'utf8');
  const written = await format(publishedManual([]), { ...options, parser: 'markdown' });
  expect(withoutRuns(page)).toBe(withoutRuns(written));
});
