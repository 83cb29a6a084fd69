import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RequestInput, RequestName } from '../../../src/shared/api/contract.ts';
import { runConfigSchema, type RunConfigInput } from '../../../src/shared/config/schema.ts';
import { moduleProcesses } from '../training/child-processes.ts';
import { AskingPage } from './asking-page.ts';
import { Served } from './served.ts';

/** Lines as of a file that is nobody’s table. */
const SECRET = 'root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n';

type Asked = { [Name in RequestName]: readonly [name: Name, input: RequestInput<Name>] }[RequestName];

describe('a config that names a file by its path', () => {
  const served = new Served();
  /** Processes of modules that were seen: this one takes longer than the time between two looks. */
  const ran: number[] = [];
  const laws = join(served.folder, 'laws.mjs');
  const secret = join(served.folder, 'secret.csv');
  const table = join(served.folder, 'heights.csv');
  let page: AskingPage;
  /** Runs that wait, with such a config: as a forged file might bring one. */
  const recorded = new Map<RunConfigInput, string>();
  let trained: string;

  const MODULE: RunConfigInput = { target: { law: 'module', file: laws } };
  const NOISE: RunConfigInput = { noise: { law: 'module', file: laws } };
  const TABLE: RunConfigInput = { target: { law: 'csv', file: secret } };
  const UNKNOWN: RunConfigInput = { target: { law: 'module', file: laws, digest: '0'.repeat(64), dimension: 1 } };
  const configs: readonly (readonly [string, RunConfigInput, string, string])[] = [
    ['a module', MODULE, 'laws.mjs', 'target.file'],
    ['a module of noise', NOISE, 'laws.mjs', 'noise.file'],
    ['a module by a digest that the store does not know', UNKNOWN, 'laws.mjs', 'target.file'],
    ['a table', TABLE, 'secret.csv', 'target.file'],
    ['a table of the system’s', { target: { law: 'csv', file: '/etc/passwd' } }, 'passwd', 'target.file'],
    ['a device that never ends', { target: { law: 'csv', file: '/dev/zero' } }, 'zero', 'target.file'],
    [
      'a name that would turn round what is said of it',
      { target: { law: 'csv', file: 'a\u202evsc.b' } },
      'a⟨U+202E⟩vsc.b',
      'target.file',
    ],
    ['another machine', { target: { law: 'csv', file: '\\\\elsewhere\\share\\x.csv' } }, 'x.csv', 'target.file'],
  ];

  let looking: NodeJS.Timeout;

  beforeAll(async () => {
    looking = setInterval(() => ran.push(...moduleProcesses()), 300);
    writeFileSync(
      laws,
      `const end = performance.now() + 2000; while (performance.now() < end);
      export default (count, random) => Array.from({ length: count }, () => [random.normal()]);`,
    );
    writeFileSync(secret, SECRET);
    writeFileSync(table, ['height', ...Array.from({ length: 60 }, (_, row) => 150 + (row % 45))].join('\n'));
    await served.start();
    page = await AskingPage.open(served);
    const { runs } = await page.reply('training.launch', {
      config: { epochs: 5, snapshots: { samples: 50 } },
      seeds: [1],
    });
    [trained] = runs;
    await served.application.workbench.queue.idle();
    await page.reply('training.hold', { held: true });
    for (const [, config] of configs) {
      const read = { config: runConfigSchema.parse(config), datasets: [] };
      const [run] = served.application.workbench.queue.launch([{ read, name: 'of a path' }]);
      recorded.set(config, run);
    }
  });
  afterAll(async () => {
    clearInterval(looking);
    await served.end();
  });

  const requestsOf = (config: RunConfigInput): readonly Asked[] => {
    const sweep = { config, grid: { epochs: [5, 6] }, seeds: [1] };
    const run = recorded.get(config) ?? '';
    return [
      ['training.estimate', { config }],
      ['training.preview_laws', { config }],
      ['training.launch', { config, seeds: [1] }],
      ['training.fork', { run: trained, config: { epochs: 9, ...config }, seeds: [1] }],
      ['training.repeat', { run, engine: 'reference' }],
      ['sweeps.preview', { sweep }],
      ['sweeps.launch', { sweep }],
      ['studies.ask', { run, question: 'averaged_generator' }],
    ];
  };

  it.each(configs)(
    'as %s is refused by every request that takes it, and not opened',
    async (_what, config, name, path) => {
      const before = served.application.workbench.queue.waiting.length;
      for (const [request, input] of requestsOf(config)) {
        const answer = await page.ask(request, input);
        const error = { code: 'law-not-in-store', message: `${name} is not in this store.`, path };
        expect({ request, answer }).toMatchObject({ request, answer: { kind: 'refusal', error } });
      }
      // What was asked before it has had its turn when this is answered.
      await page.reply('training.preview_laws', { config: {} });
      expect(ran).toEqual([]);
      expect(served.application.workbench.queue.waiting).toHaveLength(before);
    },
  );

  it('goes on by the digest of what was chosen, wherever its path leads', async () => {
    const bytes = new TextEncoder().encode(
      ['height', ...Array.from({ length: 60 }, (_, row) => 150 + (row % 45))].join('\n'),
    );
    const chosen = await page.reply('training.import_law', {
      field: 'target',
      name: 'heights.csv',
      bytes,
      invalid_rows: 'refuse',
    });
    if (chosen.kind !== 'read') throw new Error(chosen.kind);
    const { law } = chosen.imported;
    expect(law).toMatchObject({ invalid_rows: 'refuse', columns: ['height'] });
    const config = { target: { ...law, file: secret } };
    const { target } = await page.reply('training.preview_laws', { config });
    expect(target.label).toBe('secret.csv');
    await page.reply('training.launch', { config, seeds: [1] });
    // Of the same file, but of columns that were not read.
    const other = await page.ask('training.estimate', { config: { target: { ...law, columns: ['weight'] } } });
    expect(other).toMatchObject({ kind: 'refusal', error: { code: 'law-not-in-store' } });
  });
});
