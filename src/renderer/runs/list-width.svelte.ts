import { Remembered } from '../state/remembered.svelte.ts';
import { isTable } from './shown-columns.svelte.ts';

/** Pixels of the rail beside the list. */
const RAIL = 48;
/** Of a window that is narrower the list lies over the content, as a sheet. */
const NARROWEST_BESIDE = 1100;
/** Of a window this narrow the list takes less until its divider is moved. */
const NARROW = 1300;
const USUAL = { wide: 300, narrow: 260, table: 820 };
const LEAST = 220;
/** What the detail needs for two pictures side by side. */
const DETAIL = 560;
/** What is seen of the content beside a sheet. */
const BESIDE_SHEET = 64;

const width = (value: unknown) => (typeof value === 'number' ? value : undefined);

/** How much room the list of runs takes, and whether it is shown. */
export class ListWidth {
  /** Pixels of list and content together. */
  room = $state(1200);
  readonly least = LEAST;
  #isCollapsed = new Remembered('list-collapsed', false, (value) => value === true);
  #list = new Remembered<number | undefined>('width-of-the-list', undefined, width);
  #table = new Remembered<number | undefined>('width-of-the-table', undefined, width);
  #isSheetOpen = $state(false);
  /** Beside a comparison the list is folded away, unless the user is in it or has called it back. */
  #isPicking = $state(false);
  #isCalled = $state(false);
  readonly #isComparing: () => boolean;

  constructor(isComparing: () => boolean) {
    this.#isComparing = isComparing;
  }

  get isNarrow(): boolean {
    return this.room + RAIL < NARROWEST_BESIDE;
  }

  get isShown(): boolean {
    if (this.isNarrow) return this.#isSheetOpen;
    return this.#isComparing() ? this.#isPicking || this.#isCalled : !this.#isCollapsed.value;
  }

  get most(): number {
    return Math.max(LEAST, this.isNarrow ? this.room - BESIDE_SHEET : this.room - DETAIL);
  }

  get width(): number {
    const usual = this.room + RAIL < NARROW ? USUAL.narrow : USUAL.wide;
    const wanted = isTable.value ? (this.#table.value ?? USUAL.table) : (this.#list.value ?? usual);
    return Math.min(wanted, this.most);
  }

  move(wanted: number): void {
    if (isTable.value) this.#table.value = wanted;
    else this.#list.value = wanted;
  }

  toggle(): void {
    const wasShown = this.isShown;
    this.#isPicking = false;
    if (this.isNarrow) this.#isSheetOpen = !wasShown;
    else if (this.#isComparing()) this.#isCalled = !wasShown;
    else this.#isCollapsed.value = !this.#isCollapsed.value;
  }
  /** Says whether the user is in the list. */
  pick(isIn: boolean): void {
    this.#isPicking = isIn;
  }

  /** The comparison is over: the next one begins without the list. */
  forget(): void {
    this.#isCalled = false;
  }
}
