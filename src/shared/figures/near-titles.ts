import type { Figure } from './theme.ts';

type Scales = NonNullable<NonNullable<Figure['options']>['scales']>;

/** CSS pixels between an axis and its title where room is scarce; pictures have more. */
const TITLE_PADDING = 1;

/** The axes with their titles close to them, for the screen and for documents. */
export function withNearTitles(scales: Scales): Scales {
  const near = Object.entries(scales).map(([id, scale]) => [
    id,
    scale && 'title' in scale ? { ...scale, title: { ...scale.title, padding: TITLE_PADDING } } : scale,
  ]);
  return Object.fromEntries(near) as Scales;
}
