import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { onReadOnlyDisk, withoutPermission } from '../../main/read-only-places.ts';
import { closeBrowser, OpenedWorkbench } from './opened.ts';
import { trainRuns } from './trained.ts';

const folders: string[] = [];
let workbench: OpenedWorkbench | undefined;

/** A folder that whoever runs the server may look into. */
function newFolder(mode: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'read-only-e2e-'));
  chmodSync(folder, mode);
  folders.push(folder);
  return folder;
}

afterEach(async () => {
  await workbench?.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
afterAll(closeBrowser);

describe.each([
  { what: 'somebody else’s store', placed: withoutPermission },
  { what: 'a store on a disk that is read only', placed: onReadOnlyDisk },
])('$what', ({ placed }) => {
  it('is shown in the window, which says that it is read only, and refuses what writes', async () => {
    const folder = newFolder(0o755);
    const store = join(folder, 'runs.sqlite');
    await trainRuns(store, [{ name: 'kept', config: { epochs: 20 } }]);
    const { command, reason } = placed(folder);
    const before = readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mtimeMs]);
    const home = newFolder(0o777);
    workbench = await OpenedWorkbench.open({
      inPlace: store,
      command,
      environment: { HOME: home, XDG_DATA_HOME: join(home, 'data'), XDG_CONFIG_HOME: join(home, 'config') },
    });
    const { page, faults } = workbench;
    await page.getByRole('region', { name: 'Read only' }).getByText(`${store}: ${reason}.`).waitFor();
    await page.getByRole('treegrid', { name: 'Runs' }).getByTitle('kept', { exact: true }).click();
    await page.getByRole('heading', { name: 'Distribution' }).waitFor();
    await page.getByRole('alert').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'New run' }).click();
    await page.getByRole('button', { name: 'Launch' }).click();
    await page.getByText('is read-only:').last().waitFor();
    await page.getByText('but not changed').waitFor();
    expect(faults).toEqual([]);
    expect(readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mtimeMs])).toEqual(before);
  });
});
