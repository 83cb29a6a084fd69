import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const does = (command: string, ...args: string[]) => spawnSync(command, args).status === 0;

/** A folder on a disk of its own, as far as this machine lets one be mounted. */
export class SmallDisk {
  readonly folder = mkdtempSync(join(tmpdir(), 'small-disk-'));
  /** Folder: none could be mounted, and it is one like any other. */
  readonly kind: 'ext4' | 'tmpfs' | 'folder';

  constructor(megabytes: number) {
    if (this.#mountExt4(megabytes)) this.kind = 'ext4';
    else
      this.kind = does('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', this.folder) ? 'tmpfs' : 'folder';
  }

  /** In a file: a disk as most machines have one, which can be made read only as well. */
  #mountExt4(megabytes: number): boolean {
    writeFileSync(this.#image, '');
    truncateSync(this.#image, megabytes * 2 ** 20);
    const isMounted =
      does('mkfs.ext4', '-q', '-m', '0', '-F', this.#image) && does('mount', '-o', 'loop', this.#image, this.folder);
    if (!isMounted) rmSync(this.#image);
    return isMounted;
  }

  get #image(): string {
    return `${this.folder}.image`;
  }

  get #ballast(): string {
    return join(this.folder, 'ballast');
  }

  /** Leaves not one page free. */
  fill(): void {
    const file = openSync(this.#ballast, 'a');
    try {
      for (let bytes = 1 << 20; bytes >= 4096;) {
        try {
          writeSync(file, Buffer.alloc(bytes));
        } catch {
          bytes /= 2;
        }
      }
    } finally {
      closeSync(file);
    }
  }

  empty(): void {
    rmSync(this.#ballast, { force: true });
  }

  close(): void {
    if (this.kind !== 'folder') does('umount', this.folder);
    rmSync(this.folder, { recursive: true, force: true });
    rmSync(this.#image, { force: true });
  }
}
