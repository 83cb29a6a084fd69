/** Names of what a run can be trained on: tables, what is often taken for one, and modules. */
const LAW_FILE = /\.(?:csv|tsv|tab|txt|dat|asc|prn|xlsx?|ods|json|js|mjs|cjs)$/i;

export function isLawFile({ name }: File): boolean {
  return LAW_FILE.test(name);
}

/** A file that was dropped onto the window to train on, until New run takes it. */
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
