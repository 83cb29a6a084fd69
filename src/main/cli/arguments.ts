import { InvalidArgumentError, Option } from 'commander';
import { PRESET_NAMES } from '../../shared/config/presets.ts';
import { BYTE_ORDER_MARK } from '../../shared/csv.ts';

const MOST_SEEDS = 10_000;

/** A parser of whole numbers of `low` … `high` for an option. */
export function wholeNumberOf(low: number, high = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text.trim()) ? Number(text) : NaN;
    if (value >= low && value <= high) return value;
    const range = high === Number.MAX_SAFE_INTEGER ? `of ${low} or more` : `from ${low} to ${high}`;
    throw new InvalidArgumentError(`Use a whole number ${range}.`);
  };
}

/** The option that names the preset from which a config starts. */
export function presetOption(): Option {
  return new Option('--preset <name>', `start from a preset (default: vanilla): ${PRESET_NAMES.join(', ')}`);
}

/** The option that says how many runs a command trains at once. */
export function jobsOption(): Option {
  const help = 'runs at a time (default: the number of cores minus one; with two cores, 2)';
  return new Option('--jobs <n>', help).argParser(wholeNumberOf(1, 256));
}

const seedOf = wholeNumberOf(0);

function seedRange(part: string): number[] {
  const range = /^\s*(\d+)\s*\.\.\s*(\d+)\s*$/.exec(part);
  if (!range) return [seedOf(part)];
  const [first, last] = [seedOf(range[1]), seedOf(range[2])];
  if (last < first) throw new InvalidArgumentError(`${part.trim()} is reversed; write ${last}..${first}.`);
  if (last - first >= MOST_SEEDS) throw new InvalidArgumentError(`The limit is ${MOST_SEEDS} seeds.`);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** Seeds as `1..8`, `1,5,9`, or both: `1..3,7`. */
export function seedsOf(text: string): number[] {
  const seeds = text.split(',').flatMap((part) => {
    try {
      return seedRange(part);
    } catch (error) {
      if (error instanceof InvalidArgumentError && !error.message.startsWith('Use')) throw error;
      throw new InvalidArgumentError('Write seeds like 1..8 or 1,5,9; each is a whole number of 0 or more.');
    }
  });
  if (seeds.length > MOST_SEEDS) throw new InvalidArgumentError(`The limit is ${MOST_SEEDS} seeds.`);
  const twice = seeds.find((seed, index) => seeds.indexOf(seed) !== index);
  if (twice !== undefined) throw new InvalidArgumentError(`Seed ${twice} is given twice; give each seed once.`);
  return seeds;
}

/** Collects the values of an option that may be given more than once. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** The start of a CSV file: for Excel a byte-order mark. */
export function csvMark(isForExcel: boolean | undefined): string {
  return isForExcel === true ? BYTE_ORDER_MARK : '';
}

/** Whether a CSV file is written for Excel. */
export function excelOption(): Option {
  return new Option(
    '--excel',
    'write the CSV with a byte-order mark, so that Excel reads letters such as é and β correctly',
  );
}
