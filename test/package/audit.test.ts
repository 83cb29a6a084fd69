import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';

const AUDIT = fileURLToPath(new URL('audit.ts', import.meta.url));
const ADVISORY = 'GHSA-aaaa-bbbb-cccc';
const DAY_MILLISECONDS = 86_400_000;

const day = (days: number) => new Date(Date.now() + days * DAY_MILLISECONDS).toISOString().slice(0, 10);
const exception = (until: string) => ({
  advisory: ADVISORY,
  package: 'ws',
  reason: 'The part at fault is not reached from here.',
  since: day(-10),
  until,
});

/** Audits against a registry that knows this of `ws`, or refuses to say; npm itself asks it. */
async function audit(severity: string | undefined, exceptions: readonly object[], required = ''): Promise<string> {
  const registry = createServer((request, response) => {
    if (severity === undefined || request.method !== 'POST') {
      response.writeHead(405).end();
      return;
    }
    const advisory = {
      id: 1,
      url: `https://github.com/advisories/${ADVISORY}`,
      title: 'Falls over',
      severity,
      vulnerable_versions: '>=8.0.0',
      cwe: [],
      cvss: { score: 5, vectorString: null },
    };
    response.setHeader('Content-Type', 'application/json');
    response.end(request.url?.endsWith('/bulk') ? JSON.stringify({ ws: [advisory] }) : '{}');
  });
  registry.listen(0, '127.0.0.1');
  await once(registry, 'listening');
  const folder = mkdtempSync(join(tmpdir(), 'audit-'));
  onTestFinished(() => {
    registry.close();
    rmSync(folder, { recursive: true });
  });
  const file = join(folder, 'exceptions.json');
  writeFileSync(file, JSON.stringify(exceptions));
  const { port } = registry.address() as AddressInfo;
  const env = {
    ...process.env,
    npm_config_registry: `http://127.0.0.1:${port}/`,
    npm_config_cache: join(folder, 'cache'),
    GAN_WORKBENCH_REQUIRE_AUDIT: required,
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [AUDIT, file], { env }, (error, stdout, stderr) =>
      resolve(`${error ? 'failed' : 'passed'}\n${stdout}${stderr}`),
    );
  });
}

it('a known fault in what researchers install fails, unless it is excepted for a time, as does an exception that nothing needs', async () => {
  const [found, excepted, ended, needless] = await Promise.all([
    audit('moderate', []),
    audit('moderate', [exception(day(30))]),
    audit('moderate', [exception(day(-1))]),
    audit('low', [exception(day(30))]),
  ]);
  expect(found).toMatch(/^failed[^]*ws .*moderate.*Falls over.*GHSA-aaaa/);
  expect(excepted).toMatch(/^passed[^]*Excepted until .*Falls over[^]*not reached/);
  expect(ended).toMatch(/^failed[^]*has ended on/);
  expect(needless).toMatch(/^failed[^]*is needed no longer/);
});

it('a registry that does not tell is said to, and fails where it has to', async () => {
  expect(await audit(undefined, [], '1')).toMatch(/^failed[^]*NOT AUDITED: .*405/);
});
