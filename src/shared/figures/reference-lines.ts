import { translucent } from './palette.ts';

// Declared here, because Node's module resolution does not find the package's own types.
interface ReferenceLine {
  readonly type: 'line';
  readonly id: string;
  readonly yMin: number;
  readonly yMax: number;
  readonly borderColor: string;
  readonly borderDash: number[];
  readonly borderWidth: number;
  readonly drawTime: 'beforeDatasetsDraw' | 'afterDatasetsDraw';
  readonly z: number;
  /** Its name in the legend; empty if it is not listed. */
  readonly label: Label;
}

/** The label is in the legend, not at the line, but the plugin measures it anyway and fails without a text. */
interface Label {
  readonly display: false;
  readonly content: string;
}

interface ReferenceBand {
  readonly type: 'box';
  readonly id: string;
  readonly yMin: number;
  readonly yMax: number;
  readonly borderWidth: 0;
  readonly backgroundColor: string;
  readonly drawTime: 'beforeDatasetsDraw';
  readonly z: number;
  readonly label: Label;
}

/** Lines and bands at known values, across the plot: drawn by chartjs-plugin-annotation, on the screen and in exports. */
export type ReferenceLines = (ReferenceLine | ReferenceBand)[];

export const REFERENCE_DASH = [7, 5];

/** A dashed line at a value; the legend lists it if it has a name. */
export function referenceLine(id: string, value: number, colour: string, listedAs?: string): ReferenceLine {
  return {
    type: 'line',
    id,
    yMin: value,
    yMax: value,
    borderColor: colour,
    borderDash: REFERENCE_DASH,
    borderWidth: 1.5,
    drawTime: listedAs === undefined ? 'afterDatasetsDraw' : 'beforeDatasetsDraw',
    z: 1,
    label: { display: false, content: listedAs ?? '' },
  };
}

/** A band between two values, behind everything else. */
export function referenceBand(id: string, low: number, high: number, colour: string): ReferenceBand {
  return {
    type: 'box',
    id,
    yMin: low,
    yMax: high,
    borderWidth: 0,
    backgroundColor: translucent(colour, 0.22),
    drawTime: 'beforeDatasetsDraw',
    z: 0,
    label: { display: false, content: '' },
  };
}

/** The reference lines of a figure or a chart, from its options. */
export function referenceLinesOf(plugins: object | undefined): ReferenceLines {
  const { annotation } = (plugins ?? {}) as { readonly annotation?: { readonly annotations: ReferenceLines } };
  return Object.values(annotation?.annotations ?? []);
}

/** The lines as options of Chart.js, without animation. */
export function referenceOptions(annotations: ReferenceLines) {
  return { annotation: { animations: { numbers: false, colors: false }, annotations } } as const;
}
