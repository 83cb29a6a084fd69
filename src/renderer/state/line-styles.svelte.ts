import { lineStyles, memberStyles, type LineStyle } from '../../shared/figures/line-styles.ts';
import { LIGHT } from '../../shared/figures/palette.ts';
import { windowLocation } from './location.svelte.ts';
import { subjects } from './subjects.svelte.ts';

/** The place of the generator's colour in the palette of run colours. */
const GENERATOR = LIGHT.runs.indexOf(LIGHT.generator);

type Styles = Readonly<Partial<Record<string, LineStyle>>>;

const ofSelection = $derived.by((): Styles => {
  const found = windowLocation.address.selected.flatMap((key) => subjects.get(key) ?? []);
  const styles = lineStyles(found.map(({ colour }) => colour));
  const [only] = found;
  // The charts of one run show its samples, metric and generator in the colour of generators.
  if (found.length === 1 && only.rows.length === 1) return { [only.key]: { colour: GENERATOR, dash: [] } };
  return {
    ...(found.length === 1 && only.kind === 'group' && memberStyles(only)),
    ...Object.fromEntries(found.map(({ key }, index) => [key, styles[index]])),
  };
});

/** The line styles of the selected rows in the charts, by their keys. */
export const selectedStyles = {
  get current(): Styles {
    return ofSelection;
  },
};
