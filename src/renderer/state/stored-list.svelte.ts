/** All items of one kind in the store, newest first. */
export class StoredList<Item extends { readonly id: string }> {
  /** Undefined until they are loaded. */
  all = $state.raw<readonly Item[] | undefined>();

  /** `subscribe` hands over the items, again whenever they change. */
  constructor(subscribe: (take: (items: readonly Item[]) => void) => void) {
    subscribe((items) => (this.all = items));
  }

  get(id: string): Item | undefined {
    return this.all?.find((item) => item.id === id);
  }
}
