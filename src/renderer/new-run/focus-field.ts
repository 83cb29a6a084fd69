/** The field of the form that shows the setting at `path`, by which fields carry it; undefined where none does. */
export function fieldShowing(path: string): HTMLElement | undefined {
  const named = document.querySelector(
    `dialog code[title="${CSS.escape(path)}"], [role="dialog"] code[title="${path}"]`,
  );
  const control = named?.parentElement?.querySelector('label')?.control;
  // A list of layers has a field for each setting of each.
  return control ?? named?.closest('.field')?.querySelector<HTMLElement>('input, select, button') ?? undefined;
}

/** Puts the keyboard into the field of a setting, and shows it; undefined where there is none. */
export function focusField(path: string): HTMLElement | undefined {
  const field = fieldShowing(path);
  if (!field) return undefined;
  for (let at = field.closest('details'); at; at = at.parentElement?.closest('details') ?? null) at.open = true;
  field.focus();
  field.scrollIntoView({ block: 'center' });
  return field;
}
