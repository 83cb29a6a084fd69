import { focusField } from '../new-run/focus-field.ts';
import { duplicate } from '../runs/actions.ts';

/** Pictures of the page until the form has its fields. */
const MOST_FRAMES = 120;

/** Opens the form of a duplicate with the keyboard in the field of one setting; `value` is chosen in it where it is a list of words. */
export async function duplicateAt(run: string, path: string, value?: string): Promise<void> {
  duplicate(run);
  for (let frame = 0; frame < MOST_FRAMES; frame++) {
    await new Promise(requestAnimationFrame);
    const field = focusField(path);
    if (!field) continue;
    if (value !== undefined && field instanceof HTMLSelectElement) {
      field.value = value;
      field.dispatchEvent(new Event('change', { bubbles: true }));
    }
    return;
  }
}
