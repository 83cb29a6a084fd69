import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/*
 * `npm run structure` counts how the source is put together: files and lines of each folder, the longest files and
 * classes, circles of imports, how many runs of six equal lines stand in two places, and the files that a live snapshot passes.
 */

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Lines that must be equal one after the other to count as written twice. */
const EQUAL_LINES = 6;
const LISTED = 5;

/**
 * The files that a live snapshot of a run in one dimension passes from the kernels to the chart of a browser: those with code that holds
 * the snapshot, or the message or frame that it is in. Kept by hand; a file that is gone is an error.
 */
const SNAPSHOT_PATH = [
  'src/main/training/engines/fused/engine.ts',
  'src/main/training/observation.ts',
  'src/main/training/trainer.ts',
  'src/main/training/worker.ts',
  'src/main/training/pack-snapshot.ts',
  'src/shared/frames/frame-codec.ts',
  'src/shared/frames/series-codec.ts',
  'src/shared/frames/quantiser.ts',
  'src/shared/frames/number-stream.ts',
  'src/main/runs/training-host.ts',
  'src/main/runs/pool.ts',
  'src/main/runs/recording.ts',
  'src/main/runs/recorder.ts',
  'src/main/store/collections/recorded.ts',
  'src/main/store/tables/recording.ts',
  'src/main/store/tables/snapshots.ts',
  'src/main/store/tables/metric-columns.ts',
  'src/shared/listeners.ts',
  'src/main/app/api/run-feed.ts',
  'src/shared/wasserstein-share.ts',
  'src/main/app/api/session.ts',
  'src/main/server/socket.ts',
  'src/shared/api/wire.ts',
  'src/renderer/bridge/socket.ts',
  'src/renderer/bridge/bridge.ts',
  'src/renderer/state/watched-run.svelte.ts',
  'src/renderer/state/frames.svelte.ts',
  'src/shared/frames/packed-snapshot.ts',
  'src/renderer/player/played-run.svelte.ts',
  'src/renderer/detail/PlayerPanel.svelte',
  'src/shared/figures/distribution-figure.ts',
  'src/shared/figures/distribution-1d-figure.ts',
  'src/renderer/charts/ChartPanel.svelte',
  'src/renderer/charts/Chart.svelte',
];

interface Source {
  readonly path: string;
  readonly text: string;
  readonly lines: readonly string[];
}

function sources(): Source[] {
  return readdirSync(join(ROOT, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|svelte)$/.test(entry.name))
    .map((entry) => {
      const path = posix.join(entry.parentPath.slice(ROOT.length).replaceAll('\\', '/'), entry.name);
      const text = readFileSync(join(ROOT, path), 'utf8');
      return { path, text, lines: text.split('\n') };
    })
    .sort((one, other) => (one.path < other.path ? -1 : 1));
}

/** Files and lines a folder, three levels down. */
function folders(files: readonly Source[]): string[] {
  const by = Map.groupBy(files, ({ path }) => dirname(path).split('/').slice(0, 4).join('/'));
  return [...by].map(([folder, inside]) => {
    const lines = inside.reduce((sum, file) => sum + file.lines.length, 0);
    return `${folder.padEnd(44)} ${String(inside.length).padStart(4)} files ${String(lines).padStart(6)} lines`;
  });
}

function longest(items: readonly { readonly name: string; readonly lines: number }[]): string[] {
  return items
    .toSorted((one, other) => other.lines - one.lines)
    .slice(0, LISTED)
    .map(({ name, lines }) => `${String(lines).padStart(6)} lines  ${name}`);
}

function classes({ path, text }: Source) {
  if (!path.endsWith('.ts')) return [];
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: { name: string; lines: number }[] = [];
  const visit = (node: ts.Node) => {
    if (ts.isClassDeclaration(node)) {
      const lineOf = (position: number) => file.getLineAndCharacterOfPosition(position).line;
      const lines = lineOf(node.getEnd()) - lineOf(node.getStart()) + 1;
      found.push({ name: `${node.name?.text ?? 'class'} in ${path}`, lines });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** Groups of files each of which reaches all others by its imports, types included (Tarjan's strongly connected components). */
function circles(files: readonly Source[]): string[][] {
  const known = new Set(files.map(({ path }) => path));
  const imports = new Map(
    files.map(({ path, text }) => {
      const specifiers = [...text.matchAll(/(?:from|import) '(\.[^']+)'/g)].map(([, specifier]) => specifier);
      const paths = specifiers.map((specifier) => posix.join(dirname(path), specifier));
      return [path, paths.filter((one) => known.has(one))] as const;
    }),
  );
  const numbers = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (path: string): number => {
    const number = numbers.size;
    numbers.set(path, number);
    stack.push(path);
    let low = number;
    for (const next of imports.get(path) ?? []) {
      if (!numbers.has(next)) low = Math.min(low, visit(next));
      else if (stack.includes(next)) low = Math.min(low, numbers.get(next) ?? low);
    }
    if (low === number) {
      const circle = stack.splice(stack.indexOf(path));
      if (circle.length > 1) found.push(circle);
    }
    return low;
  };
  for (const { path } of files) if (!numbers.has(path)) visit(path);
  return found;
}

/** Pairs of places with so many equal lines, blank lines and lines of brackets alone left out; neighbouring pairs count once. */
function equalLines(files: readonly Source[]): number {
  const places = new Map<string, { readonly file: number; readonly at: number }[]>();
  for (const [file, { lines }] of files.entries()) {
    const told = lines.map((line) => line.trim()).filter((line) => /[a-z]/i.test(line) && !line.startsWith('import '));
    for (let at = 0; at + EQUAL_LINES <= told.length; at++) {
      const key = told.slice(at, at + EQUAL_LINES).join('\n');
      const before = places.get(key) ?? [];
      places.set(key, [...before, { file, at }]);
    }
  }
  const pairs = new Set<string>();
  for (const found of places.values())
    for (const [index, one] of found.entries())
      for (const other of found.slice(index + 1)) pairs.add(`${one.file} ${one.at} ${other.file} ${other.at}`);
  return [...pairs].filter((pair) => {
    const [file, at, otherFile, otherAt] = pair.split(' ').map(Number);
    return !pairs.has(`${file} ${at - 1} ${otherFile} ${otherAt - 1}`);
  }).length;
}

const files = sources();
const total = files.reduce((sum, { lines }) => sum + lines.length, 0);
const found = circles(files);
const gone = SNAPSHOT_PATH.filter((path) => !files.some((file) => file.path === path));
if (gone.length > 0) throw new Error(`The path of a snapshot names files that are gone: ${gone.join(', ')}`);
process.stdout.write(
  [
    ...folders(files),
    `${'all'.padEnd(44)} ${String(files.length).padStart(4)} files ${String(total).padStart(6)} lines`,
    '',
    'Longest files:',
    ...longest(files.map(({ path, lines }) => ({ name: path, lines: lines.length }))),
    'Longest classes:',
    ...longest(files.flatMap(classes)),
    `Circles of imports: ${found.length}`,
    ...found.map((circle) => `  ${circle.join(' → ')}`),
    `Files that a live snapshot passes from the kernels to the screen: ${SNAPSHOT_PATH.length}`,
    `Pairs of ${EQUAL_LINES} equal lines or more: ${equalLines(files)}`,
    '',
  ].join('\n'),
);
