import type { LossFormulas } from '../../shared/formula-loss.ts';
import { textOf, valueAt } from './fields.ts';
import type { NewRunForm } from './form.svelte.ts';

/** The settings of a loss of the user's own, which stand under the loss. */
export const OWN_LOSS = ['loss.real', 'loss.fake', 'loss.generator', 'loss.discriminator_scale'];

/** The three formulas as they are written, readable or not. */
export function writtenFormulas(form: NewRunForm): LossFormulas {
  const text = (path: string) => textOf(valueAt(form.input, path) ?? form.field(path)?.default);
  return { real: text('loss.real'), fake: text('loss.fake'), generator: text('loss.generator') };
}
