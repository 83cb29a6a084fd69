import type { Figure } from './theme.ts';

type Scales = NonNullable<NonNullable<Figure['options']>['scales']>;

/** CSS pixels where room is scarce; other pictures have more. */
const PADDING = {
  /** On either side of the labels of ticks. */
  ticks: 3,
  /** On either side of a title: the lines of its font have more than that above and below the letters. */
  title: -1,
};

/** The axes with labels and titles close to them, for the screen and for documents. */
export function withNearTitles(scales: Scales): Scales {
  const near = Object.entries(scales).map(([id, scale]) => [
    id,
    scale && 'title' in scale
      ? {
          ...scale,
          title: { ...scale.title, padding: PADDING.title },
          ticks: { ...scale.ticks, padding: PADDING.ticks },
        }
      : scale,
  ]);
  return Object.fromEntries(near) as Scales;
}
