import { megabytes } from '../../shared/byte-size.ts';
import { MOST_LAW_FILE_BYTES, type ImportedLaw, type LawField, type LawReading } from '../../shared/api/training.ts';
import { bridge } from '../state/connection.svelte.ts';
import { orNotice } from '../state/notices.svelte.ts';
import { sourceQuestions } from '../state/source-question.svelte.ts';
import { valueAt, type ConfigInput } from './fields.ts';
import { isObject } from '../../shared/objects.ts';

export const LAW_FIELDS = ['target', 'noise'] as const satisfies readonly LawField[];

/** What of a file is the law, and how a table is read: left out, the usual is taken. */
export interface LawChoice {
  readonly columns?: readonly (string | number)[];
  readonly numbers?: 'auto' | 'decimal_point' | 'decimal_comma';
  readonly invalid_rows?: 'refuse' | 'skip' | 'skip_any';
  /** The exported function, of a module. */
  readonly function?: string;
}

export type SentLawFile =
  | LawReading
  | { readonly kind: 'refused'; readonly message: string }
  /** The user stopped its reading, or chose another. */
  | { readonly kind: 'stopped' };

/**
 * Makes the workbench read a user's file into the store. A JavaScript module runs then, so the user is asked first, unless they
 * chose the file with a file chooser (`isChosen`) or the store has kept it before.
 */
export async function sendLawFile(
  field: LawField,
  file: File,
  choice: LawChoice,
  isChosen: boolean,
): Promise<SentLawFile> {
  if (file.size > MOST_LAW_FILE_BYTES) {
    const message = `${file.name} has ${megabytes(file.size)}: the window reads ${megabytes(MOST_LAW_FILE_BYTES)} at most, the command line (train --config) more`;
    return { kind: 'refused', message };
  }
  const { columns, function: name, ...reading } = choice;
  const result = await bridge.request('training.import_law', {
    field,
    name: file.name,
    bytes: new Uint8Array(await file.arrayBuffer()),
    ...(columns && { columns: [...columns] }),
    ...(name !== undefined && { export: name }),
    ...reading,
    allowed: isChosen,
  });
  if (!result.ok) {
    const { code, message } = result.error;
    return code === 'superseded' ? { kind: 'stopped' } : { kind: 'refused', message };
  }
  if (result.output.kind !== 'asks_to_run') return result.output;
  if (await sourceQuestions.ask(file.name, result.output.source)) return sendLawFile(field, file, choice, true);
  return { kind: 'refused', message: `${file.name} was not allowed to run.` };
}

/** A file that the user chooses with Electron's own chooser; undefined where they have changed their mind. */
export async function chosenInElectron(field: LawField): Promise<File | undefined> {
  const chosen = await orNotice(bridge.request('training.choose_law_file', { field }));
  return chosen && new File([new Uint8Array(chosen.bytes)], chosen.name);
}

/** Laws that are read from a file. */
export type FileLaw = 'csv' | 'module';

export const isFileLaw = (word: string): word is FileLaw => word === 'csv' || word === 'module';

/** What can be chosen from a file, as the list of laws says it. */
export const FILE_LAWS: Readonly<Record<LawField, readonly { readonly word: FileLaw; readonly label: string }[]>> = {
  target: [
    { word: 'csv', label: 'CSV file…' },
    { word: 'module', label: 'module…' },
  ],
  noise: [{ word: 'module', label: 'module…' }],
};

/** A file that was read, and the settings of the law, which name it by its digest. */
export interface TakenLaw {
  readonly law: Readonly<Record<string, unknown>>;
  readonly file: File;
  readonly choice: LawChoice;
  readonly imported: ImportedLaw;
}

/** How a config says that the file of a law is read: what it leaves out has the config's defaults, not those of a file that is chosen. */
export function choiceOf(input: ConfigInput, field: LawField): LawChoice {
  const settings = valueAt(input, field);
  const given = isObject(settings) ? settings : {};
  // The config was parsed, or there would be no word of the store about it.
  const { columns, numbers, invalid_rows = 'refuse', export: name } = given as LawChoice & { readonly export?: string };
  if (given.law === 'module') return name === undefined ? { function: 'default' } : { function: name };
  return { ...(columns && { columns }), ...(numbers && { numbers }), invalid_rows };
}

/** What a file that was read fills in; all else stays as the config has it. */
const FILLED_IN = ['law', 'file', 'columns', 'export', 'digest', 'values_digest', 'dimension'];

/** The law that a config named by its path, now that its file was read; another kind of file is another law. */
export function lawNow(
  input: ConfigInput,
  field: LawField,
  read: Readonly<Record<string, unknown>>,
  { numbers, invalid_rows }: Pick<LawChoice, 'numbers' | 'invalid_rows'>,
): Readonly<Record<string, unknown>> {
  if (valueAt(input, `${field}.law`) !== read.law) return read;
  const settings = valueAt(input, field) as Readonly<Record<string, unknown>>;
  const filledIn = Object.fromEntries(FILLED_IN.filter((key) => key in read).map((key) => [key, read[key]]));
  return { ...settings, ...filledIn, ...(numbers && { numbers }), ...(invalid_rows && { invalid_rows }) };
}
