/** One step in a plane. */
export interface ArrowStep {
  readonly right: -1 | 0 | 1;
  readonly up: -1 | 0 | 1;
}

const STEPS: Readonly<Partial<Record<string, ArrowStep>>> = {
  ArrowLeft: { right: -1, up: 0 },
  ArrowRight: { right: 1, up: 0 },
  ArrowUp: { right: 0, up: 1 },
  ArrowDown: { right: 0, up: -1 },
};

/** Where an arrow key points; undefined for any other key. */
export const arrowStep = (key: string): ArrowStep | undefined => STEPS[key];
