import { readFileSync } from 'node:fs';
import { basename, dirname, extname, resolve } from 'node:path';
import { assignText } from '../../../shared/config/assign.ts';
import { nearest } from '../../../shared/config/nearest.ts';
import { labelOf } from '../../../shared/config/label.ts';
import { parseConfig } from '../../../shared/config/parse.ts';
import { isPresetName, PRESET_NAMES, PRESETS } from '../../../shared/config/presets.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import { tryModuleLaw } from '../../training/module-law.ts';
import { readFiles } from '../../files/data/files.ts';
import { refuseUnfitTable } from '../../files/data/table-fitness.ts';
import { decodeText } from '../../files/data/text-encoding.ts';
import { readUserFile } from '../../files/data/user-file.ts';
import type { RunRequest } from '../../runs/queue.ts';
import { parseJson } from '../output/json-text.ts';
import { RefusedInput } from './refused-input.ts';
import { isObject } from '../../../shared/objects.ts';

const CONFIG_BYTES = 10_000_000;
const USUAL_PRESET = 'vanilla';

/** The options that say which runs to train. */
export interface TrainRequestOptions {
  readonly preset?: string;
  readonly config?: string;
  readonly set?: readonly string[];
  readonly seeds?: readonly number[];
  readonly name?: string;
  readonly tag?: readonly string[];
}

/** A config, or another JSON file, as it was written, not yet parsed. */
export interface Written {
  readonly input: unknown;
  readonly name: string;
  /** The folder to which files in it are relative. */
  readonly folder: string;
}

function preset(name: string): Written {
  if (isPresetName(name)) return { input: PRESETS[name].config, name, folder: process.cwd() };
  const near = nearest(name, PRESET_NAMES);
  const guess = near === undefined ? '' : ` did you mean ${near}?`;
  const message = `${JSON.stringify(name)} is not a preset;${guess} known: ${PRESET_NAMES.join(', ')}`;
  throw new RefusedInput('bad-usage', [{ path: '--preset', message }]);
}

/** Reads a JSON file, or stdin for `-`. `what` names the file in refusals. */
export function readJsonFile(path: string, what: string): Written {
  const isStdin = path === '-';
  const named = isStdin ? `the ${what} on stdin` : path;
  const bytes = isStdin
    ? readFileSync(0)
    : readUserFile({ path, field: what, what, maximumBytes: CONFIG_BYTES, mayBePipe: true });
  const text = decodeText(bytes);
  if (text === undefined) throw new WorkbenchError('bad-json', `${named} is not JSON: it is not a text file.`);
  return {
    input: parseJson(text, named),
    name: isStdin ? 'stdin' : basename(path, extname(path)),
    folder: isStdin ? process.cwd() : dirname(resolve(path)),
  };
}

/** The preset or the file that the options name. */
export function writtenConfig({ preset: presetName, config }: Pick<TrainRequestOptions, 'preset' | 'config'>): Written {
  if (config !== undefined) return readJsonFile(config, 'config');
  return preset(presetName ?? USUAL_PRESET);
}

/** A config as it was written, with the values of `--set`. Throws RefusedInput. */
export function assignedInput(input: unknown, assignments: readonly string[]): unknown {
  let assigned = input;
  for (const assignment of assignments) {
    const result = assignText(assigned, assignment);
    if (!result.ok) throw new RefusedInput('bad-config', [result.refusal]);
    assigned = result.input;
  }
  return assigned;
}

/** Whether a config as written names the columns of its table. */
export function namesColumns(input: unknown): boolean {
  const target = isObject(input) ? input.target : undefined;
  return isObject(target) && target.columns !== undefined;
}

/**
 * The runs that the options describe, one per seed, with their files read. Throws RefusedInput with every fault of the
 * config, and the errors of `readFiles` and `refuseUnfitTable`.
 */
export async function runRequests(options: TrainRequestOptions): Promise<RunRequest[]> {
  const { input, name, folder } = writtenConfig(options);
  const written = assignedInput(input, options.set ?? []);
  const parsed = parseConfig(written);
  if (!parsed.ok) throw new RefusedInput('bad-config', parsed.refusals);
  const read = await readFiles(parsed.config, folder, tryModuleLaw, !namesColumns(written));
  refuseUnfitTable(read);
  const seeds = options.seeds ?? [read.config.seed];
  // As in the window: a preset's name alone would hide what was set.
  const automatic = options.config === undefined && options.set !== undefined ? labelOf(read.config) : name;
  return seeds.map((seed) => ({ read, seed, name: options.name ?? automatic, tags: options.tag ?? [] }));
}
