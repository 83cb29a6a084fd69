import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Build, Work } from './build.ts';
import { type InstalledFile, type InstalledLink, ORIGIN, type Origin } from './cache.ts';

/** libtensorflow.so.1.15.0 is looked for by its major version: libtensorflow.so.1, or libtensorflow.2.dylib. */
function majorName(name: string): string | undefined {
  const linux = /^(lib.+\.so\.\d+)\.[\d.]+$/.exec(name);
  const mac = /^(lib.+?\.\d+)\.[\d.]+(\.dylib)$/.exec(name);
  return linux?.[1] ?? (mac ? `${mac[1]}${mac[2]}` : undefined);
}

/** Links the libraries under the names that the binding looks for. */
async function linkMajorVersions(target: string, files: readonly InstalledFile[]): Promise<InstalledLink[]> {
  const links: InstalledLink[] = [];
  for (const { path } of files) {
    const name = majorName(basename(path));
    if (name === undefined || files.some((other) => other.path === `${dirname(path)}/${name}`)) continue;
    const link = { path: `${dirname(path)}/${name}`, target: basename(path) };
    await symlink(link.target, join(target, link.path));
    links.push(link);
  }
  return links;
}

async function writeLicences(target: string, besides: string): Promise<void> {
  await mkdir(join(target, 'LICENSES'), { recursive: true });
  await writeFile(
    join(target, 'LICENSES', 'README'),
    `libtensorflow is part of TensorFlow, and tfjs_binding.node of @tensorflow/tfjs-node (TensorFlow.js): both are
copyright of their authors, under the Apache License, Version 2.0 (http://www.apache.org/licenses/LICENSE-2.0).
TensorFlow-LICENSE, where it is here, is its text, and THIRD_PARTY_TF_C_LICENSES those of what TensorFlow contains.
${besides}
`,
  );
}

/** Makes a whole folder of what a source brings, with its links, licences and origin. */
export async function assemble(work: Work, bring: (work: Work) => Promise<Build>): Promise<Origin> {
  const { source, tensorflow, files, links, from, licences } = await bring(work);
  await writeLicences(work.target, licences);
  const origin: Origin = {
    source,
    tensorflow,
    platform: process.platform,
    arch: process.arch,
    from: [...from],
    installed: new Date().toISOString(),
    files: [...files],
    links: [...links, ...(await linkMajorVersions(work.target, files))],
  };
  await writeFile(join(work.target, ORIGIN), `${JSON.stringify(origin, undefined, 2)}\n`);
  return origin;
}
