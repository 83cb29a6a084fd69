import { hasEnding, MODULE_ENDINGS, TABLE_ENDINGS } from '../../shared/law-file-endings.ts';

/** Endings of files that are often mistaken for tables; New run says what to do with them. */
const NEARLY_TABLES = ['xls', 'xlsx', 'ods', 'json'];

/** Whether a file's name suggests a law, or a file that is often mistaken for one. */
export function isLawFile({ name }: File): boolean {
  return hasEnding(name, [...TABLE_ENDINGS, ...NEARLY_TABLES, ...MODULE_ENDINGS]);
}

/** A file that was dropped on the window to train on, until New run takes it. */
class DroppedLaw {
  #file = $state.raw<File | undefined>();

  get isWaiting(): boolean {
    return this.#file !== undefined;
  }

  give(file: File): void {
    this.#file = file;
  }

  take(): File | undefined {
    const file = this.#file;
    if (file) this.#file = undefined;
    return file;
  }
}

export const droppedLaw = new DroppedLaw();
