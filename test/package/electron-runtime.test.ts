import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findElectron, findObstacle, registryCopyFolder } from '../../bin/electron-runtime.cjs';

const folder = mkdtempSync(join(tmpdir(), 'electron-runtime-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A folder with a program that stands for Electron: this test is about where it is looked for. */
function distribution(path: string): string {
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'electron'), '#!/bin/sh\n');
  chmodSync(join(path, 'electron'), 0o755);
  return path;
}

describe.runIf(process.platform === 'linux')("Electron's runtime", () => {
  it('is the one that the environment names, before any other', () => {
    const named = distribution(join(folder, 'named'));
    expect(findElectron({ HOME: folder, ELECTRON_OVERRIDE_DIST_PATH: named })).toMatchObject({
      path: join(named, 'electron'),
      source: 'environment',
    });
  });

  it('is looked for in the cache of the user', () => {
    expect(registryCopyFolder({ HOME: '/home/ada' })).toBe('/home/ada/.cache/gan-workbench/electron-42.0.0-registry');
    expect(registryCopyFolder({ HOME: '/home/ada', XDG_CACHE_HOME: '/scratch' })).toBe(
      '/scratch/gan-workbench/electron-42.0.0-registry',
    );
  });

  it('is missed with what to do about it', () => {
    const found = findElectron({ HOME: join(folder, 'nobody') });
    // Where the official one is installed, it is there for every user.
    if ('missing' in found) expect(found.remedy).toBe('npm run setup:electron');
    else expect(found.source).toBe('official');
  });

  it('opens no window where there is no screen', () => {
    expect(findObstacle({})).toMatchObject({ missing: 'there is no display' });
  });
});
