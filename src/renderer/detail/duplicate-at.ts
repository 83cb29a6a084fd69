import { focusField } from '../new-run/focus-field.ts';
import { duplicate } from '../runs/actions.ts';

/** Pictures of the page until the form has its fields. */
const MOST_FRAMES = 120;

/** Opens the form of a duplicate with the keyboard in the field of one setting. */
export async function duplicateAt(run: string, path: string): Promise<void> {
  duplicate(run);
  for (let frame = 0; frame < MOST_FRAMES; frame++) {
    await new Promise(requestAnimationFrame);
    if (focusField(path)) return;
  }
}
