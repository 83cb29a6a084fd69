import type { LawField } from '../../shared/api/training.ts';
import { bridge } from '../state/connection.svelte.ts';
import { sendLawFile, type LawChoice, type SentLawFile } from './law-file.ts';

interface Reading {
  readonly field: LawField;
  readonly name: string;
}

/** The files that are being read as laws of a form. What depends on its laws waits for them. */
export class LawReadings {
  #underWay = $state.raw<readonly Reading[]>([]);

  /** The name of the file that was chosen last of those that are being read; undefined where none is. */
  get file(): string | undefined {
    return this.#underWay.at(-1)?.name;
  }

  /** Why nothing is launched; undefined where no file is being read. */
  get obstacle(): string | undefined {
    return this.file === undefined ? undefined : `Wait until ${this.file} has been read.`;
  }

  /** The name of the file that is being read for a field. */
  of(field: LawField): string | undefined {
    return this.#underWay.find((one) => one.field === field)?.name;
  }

  /** As `sendLawFile`. `stopped` if another file or law was chosen meanwhile. */
  async send(field: LawField, file: File, choice: LawChoice, isChosen: boolean): Promise<SentLawFile> {
    const reading = { field, name: file.name };
    this.#underWay = [...this.#underWay.filter((one) => one.field !== field), reading];
    try {
      const outcome = await sendLawFile(field, file, choice, isChosen);
      return this.#underWay.includes(reading) ? outcome : { kind: 'stopped' };
    } finally {
      this.#underWay = this.#underWay.filter((one) => one !== reading);
    }
  }

  /** Has the workbench end the reading of a file that is not wanted any more. */
  stop(field: LawField): void {
    if (this.of(field) === undefined) return;
    this.#underWay = this.#underWay.filter((one) => one.field !== field);
    void bridge.request('training.stop_reading', { field });
  }
}
