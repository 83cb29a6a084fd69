import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Writes a page that leads to an address with a key, in a folder that other users of this machine cannot read. The browser is
 * started with the file's name, because other users can read the command line of a process.
 */
export class KeyFile {
  /** The file, as a browser is given it. */
  readonly url: string;
  readonly #folder: string;

  constructor(address: string) {
    // Its mode is 0700: https://nodejs.org/api/fs.html#fsmkdtempsyncprefix-options
    this.#folder = mkdtempSync(join(tmpdir(), 'gan-workbench-'));
    const file = join(this.#folder, 'open.html');
    const script = `location.replace(${JSON.stringify(address)})`;
    const html = `<!doctype html><meta charset="utf-8"><title>GAN Workbench</title><script>${script}</script>\n`;
    writeFileSync(file, html, { mode: 0o600, flag: 'wx' });
    this.url = pathToFileURL(file).href;
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
