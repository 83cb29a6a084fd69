// Compiles the kernels to WebAssembly, three times: with relaxed SIMD (fused multiply-add), with plain SIMD, and with the products that V8
// joins to 256 bits. Does nothing if what is there was compiled from these sources.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import built from '../../../../../../bin/built.cjs';
import { withTiles } from './tiles.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const sources = join(here, 'assembly');
const output = fileURLToPath(new URL('../../../../../../out/kernels/', import.meta.url));
const builds = [
  { name: 'relaxed', entry: 'index.ts', flags: ['--enable', 'relaxed-simd'] },
  { name: 'plain', entry: 'index.ts', flags: [] },
  { name: 'wide', entry: 'wide.ts', flags: ['--enable', 'relaxed-simd'] },
];

const builders = ['compile.mjs', 'tiles.mjs'].map((name) => join(here, name));
const digest = built.digestOfFiles([...builders, ...built.filesIn(sources)]);
const stamp = join(output, 'built-from');
const isThere = [stamp, ...builds.map(({ name }) => join(output, `${name}.wasm`))].every((file) => existsSync(file));

if (!isThere || readFileSync(stamp, 'utf8') !== digest) {
  const { default: asc } = await import('assemblyscript/asc');
  const readFile = (name, folder) => {
    const path = join(folder, name);
    return existsSync(path) ? withTiles(name, readFileSync(path, 'utf8')) : null;
  };
  mkdirSync(output, { recursive: true });
  rmSync(stamp, { force: true });
  for (const { name, entry, flags } of builds) {
    const files = new Map();
    const { error, stderr } = await asc.main(
      [
        entry,
        '--baseDir',
        sources,
        '-O3',
        '--runtime',
        'stub',
        '--importMemory',
        '--noExportMemory',
        '--enable',
        'simd',
        ...flags,
        '-o',
        'kernels.wasm',
      ],
      { readFile, writeFile: (file, contents) => files.set(file, contents) },
    );
    if (error) {
      console.error(stderr.toString());
      process.exit(1);
    }
    // Written beside and renamed, so that whoever runs at the same time never reads half a file.
    const path = join(output, `${name}.wasm`);
    writeFileSync(`${path}.${process.pid}`, files.get('kernels.wasm'));
    renameSync(`${path}.${process.pid}`, path);
  }
  writeFileSync(stamp, digest);
}
