import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { configManual } from '../../docs/config.ts';
import { parseConfig } from '../../src/shared/config/parse.ts';

test('docs/config.md says what the schema says; `node bin/node.cjs docs/config.ts` brings it up to date', async () => {
  expect(readFileSync(new URL('../../docs/config.md', import.meta.url), 'utf8')).toBe(await configManual());
});

test('the config that the manual shows can be run', async () => {
  const [, example] = /```json\n([\s\S]*?)```/.exec(await configManual()) ?? [];
  expect(parseConfig(JSON.parse(example))).toMatchObject({ ok: true, config: { target: { law: 'ring', modes: 8 } } });
});
