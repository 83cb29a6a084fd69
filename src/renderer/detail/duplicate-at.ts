import { duplicate } from '../runs/actions.ts';

/** Pictures of the page until the form has its fields. */
const MOST_FRAMES = 120;

/** Opens the form of a duplicate with the keyboard in the field of one setting. */
export async function duplicateAt(run: string, path: string): Promise<void> {
  duplicate(run);
  for (let frame = 0; frame < MOST_FRAMES; frame++) {
    await new Promise(requestAnimationFrame);
    const field = fieldOf(path);
    if (!field) continue;
    for (let at = field.closest('details'); at; at = at.parentElement?.closest('details') ?? null) at.open = true;
    field.focus();
    field.scrollIntoView({ block: 'center' });
    return;
  }
}

/** Fields of the form carry the path of their setting; where a setting shows in no field by itself, its group does. */
function fieldOf(path: string): HTMLElement | undefined {
  const named = document.querySelector(
    `dialog code[title="${CSS.escape(path)}"], [role="dialog"] code[title="${path}"]`,
  );
  const label = named?.parentElement?.querySelector('label');
  return label?.control ?? undefined;
}
