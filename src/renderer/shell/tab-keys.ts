interface Tabs<Key extends string> {
  /** Begins the ids of the tabs: `ID-KEY`. */
  readonly id: string;
  readonly tabs: readonly { readonly key: Key }[];
  /** The tab that the keyboard reaches. */
  readonly reached: Key;
  readonly show: (key: Key) => void;
}

/** Shows and focuses the tab beside the reached one where ← or → is pressed; beyond the last one comes the first. */
export function pressTab<Key extends string>(event: KeyboardEvent, { id, tabs, reached, show }: Tabs<Key>): void {
  const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? tabs.length - 1 : 0;
  if (by === 0) return;
  const next = tabs[(tabs.findIndex(({ key }) => key === reached) + by) % tabs.length];
  show(next.key);
  document.getElementById(`${id}-${next.key}`)?.focus();
  event.preventDefault();
  event.stopPropagation();
}
