import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { PASSED_NOW, passedFiles } from './passed-files.ts';

/*
 * `npm run structure` counts how the source is put together: files and lines of each folder, the longest files and
 * classes, circles of imports, how many runs of six equal lines stand in two places, and the files that a config and a live snapshot pass.
 * `npm run structure -- COMMIT...` writes a table with a column for each of these commits and one for the source as it is.
 */

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Lines that must be equal one after the other to count as written twice. */
const EQUAL_LINES = 6;
const LISTED = 5;

interface Source {
  readonly path: string;
  readonly text: string;
  readonly lines: readonly string[];
}

function sources(root: string): Source[] {
  return readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|svelte)$/.test(entry.name))
    .map((entry) => {
      const path = posix.join(relative(root, entry.parentPath).replaceAll('\\', '/'), entry.name);
      const text = readFileSync(join(root, path), 'utf8');
      return { path, text, lines: text.split('\n') };
    })
    .sort((one, other) => (one.path < other.path ? -1 : 1));
}

/** The source of a commit. */
function sourcesOf(commit: string): Source[] {
  const folder = mkdtempSync(join(tmpdir(), 'structure-'));
  try {
    const archive = execFileSync('git', ['archive', commit, 'src'], { cwd: ROOT, maxBuffer: 1e9 });
    execFileSync('tar', ['x', '-C', folder], { input: archive });
    return sources(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const linesOf = (files: readonly Source[]) => files.reduce((sum, { lines }) => sum + lines.length, 0);

/** The files of each folder, so many levels down. */
function byFolder(files: readonly Source[], levels: number): Map<string, Source[]> {
  return Map.groupBy(files, ({ path }) => dirname(path).split('/').slice(0, levels).join('/'));
}

function folders(files: readonly Source[]): string[] {
  return [...byFolder(files, 4)].map(
    ([folder, inside]) =>
      `${folder.padEnd(44)} ${String(inside.length).padStart(4)} files ${String(linesOf(inside)).padStart(6)} lines`,
  );
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

const IMPORT = /^\s*import [^;]*;/gm;

/** Pairs of places with so many equal lines, imports, blank lines and lines of brackets left out; neighbouring pairs count once. */
function equalLines(files: readonly Source[]): number {
  const places = new Map<string, { readonly file: number; readonly at: number }[]>();
  for (const [file, { text }] of files.entries()) {
    const lines = text.replaceAll(IMPORT, '').split('\n');
    const compared = lines.map((line) => line.trim()).filter((line) => /[a-z]/i.test(line));
    for (let at = 0; at + EQUAL_LINES <= compared.length; at++) {
      const key = compared.slice(at, at + EQUAL_LINES).join('\n');
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

const passedBy = (files: readonly Source[]) => passedFiles(new Set(files.map(({ path }) => path)));

const longestOf = (items: readonly { readonly name: string; readonly lines: number }[]) =>
  longest(items).at(0)?.trim().replace(/ +/g, ' ') ?? '';
const fileLengths = (files: readonly Source[]) => files.map(({ path, lines }) => ({ name: path, lines: lines.length }));

/** A Markdown table of how the source is put together, a column each. */
function table(columns: readonly (readonly [string, readonly Source[]])[]): string[] {
  const rooms = columns.map(([, files]) => byFolder(files, 3));
  const named = [...new Set(rooms.flatMap((one) => [...one.keys()]))].sort();
  const amount = (files: readonly Source[] | undefined) => (files ? `${files.length} / ${linesOf(files)}` : '–');
  const row = (head: string, cell: (files: readonly Source[]) => string) =>
    [head, ...columns.map(([, files]) => cell(files))].join(' | ');
  return [
    ['files / lines', ...columns.map(([name]) => name)].join(' | '),
    ['---', ...columns.map(() => '---')].join(' | '),
    ...named.map((room) => [room, ...rooms.map((one) => amount(one.get(room)))].join(' | ')),
    row('all', amount),
    row('longest file', (files) => longestOf(fileLengths(files))),
    row('longest class', (files) => longestOf(files.flatMap(classes))),
    row('classes above 300 lines', (files) => String(files.flatMap(classes).filter(({ lines }) => lines > 300).length)),
    row('files a config passes', (files) => String(passedBy(files)?.config.length ?? '–')),
    row('files a snapshot passes', (files) => String(passedBy(files)?.snapshot.length ?? '–')),
    row('circles of imports', (files) => String(circles(files).length)),
    row(`pairs of ${EQUAL_LINES} equal lines`, (files) => String(equalLines(files))),
  ].map((line) => `| ${line} |`);
}

function overview(files: readonly Source[]): string[] {
  const found = circles(files);
  const { config, snapshot } = PASSED_NOW;
  const gone = [...config, ...snapshot].filter((path) => !files.some((file) => file.path === path));
  if (gone.length > 0) throw new Error(`passed-files.ts names files that are gone: ${gone.join(', ')}`);
  return [
    ...folders(files),
    `${'all'.padEnd(44)} ${String(files.length).padStart(4)} files ${String(linesOf(files)).padStart(6)} lines`,
    '',
    'Longest files:',
    ...longest(fileLengths(files)),
    'Longest classes:',
    ...longest(files.flatMap(classes)),
    `Circles of imports: ${found.length}`,
    ...found.map((circle) => `  ${circle.join(' → ')}`),
    `Files that a config passes from the form to the kernels: ${config.length}`,
    `Files that a live snapshot passes from the kernels to the screen: ${snapshot.length}`,
    `Pairs of ${EQUAL_LINES} equal lines or more: ${equalLines(files)}`,
  ];
}

const commits = process.argv.slice(2);
const now = sources(ROOT);
const lines =
  commits.length === 0
    ? overview(now)
    : table([...commits.map((commit) => [commit, sourcesOf(commit)] as const), ['now', now]]);
process.stdout.write(`${lines.join('\n')}\n`);
