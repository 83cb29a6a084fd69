import type { Page } from 'playwright-core';

/** An element that does something where it is pressed, dragged, turned or typed at. */
export interface Control {
  /** How it is found again in a message: role or tag, classes and name. */
  readonly what: string;
  /** Its handlers of the pointer, which are those that another key or command has to stand for where it cannot be focused. */
  readonly pointer: readonly string[];
  readonly isReached: boolean;
  /** The role of the widget around it, one of those inside which the arrow keys move; empty outside of any. */
  readonly inside: string;
}

export interface Reach {
  /** What can be pressed and the like, and whether Tab comes to it. */
  readonly controls: readonly Control[];
  /** Stops of Tab that cannot be told from elements without the focus, or that are not in sight. */
  readonly unseen: readonly string[];
  /** Stops of Tab that take the pointer but no key. */
  readonly keyless: readonly string[];
}

/** More stops than any view has. */
const MOST_STOPS = 600;

/**
 * To be called before the page is opened: keeps which elements handle which events, those that Svelte delegates included, which it
 * keeps at the element under a symbol.
 */
export async function recordHandlers(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const POINTER = /^(?:click|dblclick|contextmenu|wheel|(?:mouse|pointer|touch|drag)\w*|drop)$/;
    const NATIVE = 'button, a[href], input, select, textarea, summary';
    const ROLES =
      'button link checkbox switch radio tab menuitem option slider spinbutton separator combobox textbox searchbox treeitem';
    const INTERACTIVE = [
      NATIVE,
      '[contenteditable=true]',
      '[tabindex="0"]',
      ...ROLES.split(' ').map((role) => `[role=${role}]`),
    ].join();
    const COMPOSITES = '[role=tablist], [role=listbox], [role=grid], [role=treegrid], [role=menu], [role=radiogroup]';
    /** Before the first stop, after the last, and once more where nothing can have the focus. */
    const MOST_PASSES = 3;
    const added = new WeakMap<EventTarget, Set<string>>();
    type Listen = (...args: Parameters<EventTarget['addEventListener']>) => void;
    const descriptor = Object.getOwnPropertyDescriptor(EventTarget.prototype, 'addEventListener');
    const listen = descriptor?.value as Listen;
    EventTarget.prototype.addEventListener = function (this: EventTarget, ...rest: Parameters<Listen>) {
      added.set(this, (added.get(this) ?? new Set()).add(rest[0]));
      Reflect.apply(listen, this, rest);
    };
    const handled = (element: Element) => {
      const delegated = Object.getOwnPropertySymbols(element)
        .filter(({ description }) => description === 'events')
        .flatMap((symbol) => Object.keys((element as unknown as Record<symbol, object>)[symbol]));
      return [...new Set([...(added.get(element) ?? []), ...delegated])];
    };
    const pointerOf = (element: Element) => handled(element).filter((type) => POINTER.test(type));
    const nameOf = (element: Element) => {
      const role = element.getAttribute('role') ?? element.tagName.toLowerCase();
      const classes = [...element.classList].filter((name) => !name.startsWith('svelte-')).map((name) => `.${name}`);
      const label = element.getAttribute('aria-label') ?? element.getAttribute('title') ?? element.textContent;
      return `${role}${classes.join('')} “${label.trim().replace(/\s+/g, ' ').slice(0, 60)}”`;
    };
    /** What is painted to show the focus, at the element and at the label that stands for a hidden input. */
    const looks = (element: Element) =>
      [element, ...(element.matches('input') && element.nextElementSibling ? [element.nextElementSibling] : [])]
        .map((one) => {
          const style = getComputedStyle(one);
          const outline = style.outlineStyle === 'none' ? '' : `${style.outlineWidth} ${style.outlineColor}`;
          return [outline, style.boxShadow, style.backgroundColor, style.borderColor, style.stroke, style.strokeWidth];
        })
        .join();
    const isInSight = (element: Element) => {
      const { left, top, right, bottom } = element.getBoundingClientRect();
      let opacity = 1;
      for (let at: Element | null = element; at; at = at.parentElement) {
        opacity *= Number(getComputedStyle(at).opacity);
        // What lies over the page does not fade with what it belongs to.
        if (at.matches(':popover-open, :modal')) break;
      }
      const isLabelled = element.matches('input') && element.nextElementSibling?.matches('label') === true;
      const isInside = right > 0 && bottom > 0 && left < window.innerWidth && top < window.innerHeight;
      return isInside && (opacity > 0.5 || isLabelled);
    };
    /** Where the keys go: what is open as a modal dialog keeps all else from them. */
    const scope = () => [...document.querySelectorAll('dialog:modal')].at(-1) ?? document.body;
    const state = {
      stops: new Set<Element>(),
      looks: new Map<Element, string>(),
      unseen: new Set<Element>(),
      passed: 0,
    };
    const reach = {
      begin() {
        state.stops = new Set();
        state.looks = new Map();
        state.unseen = new Set();
        state.passed = 0;
        if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      },
      /** Takes down where the focus is; false where it has been before, or is nowhere. */
      take(): boolean {
        const element = document.activeElement;
        // The focus has passed the last element: it goes on from the first one, and may have begun anywhere.
        if (!element || element === document.body || element === document.documentElement) {
          state.passed += 1;
          return state.passed < MOST_PASSES;
        }
        if (state.stops.has(element)) return false;
        state.stops.add(element);
        state.looks.set(element, looks(element));
        if (!isInSight(element)) state.unseen.add(element);
        return true;
      },
      end() {
        if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
        for (const [element, focused] of state.looks)
          if (element.isConnected && looks(element) === focused) state.unseen.add(element);
        const within = scope();
        const controls = [...within.querySelectorAll('*')].filter(
          (element) =>
            element.checkVisibility({ visibilityProperty: true }) &&
            !element.matches(':disabled') &&
            element.closest('[inert]') === null &&
            // Svelte listens there for all elements of the page.
            element.id !== 'app' &&
            (element.matches(INTERACTIVE) || pointerOf(element).length > 0),
        );
        const isReached = (element: Element) => {
          if (state.stops.has(element)) return true;
          // The arrow keys move between the radio buttons of a group.
          const group = element instanceof HTMLInputElement && element.type === 'radio' ? element.name : '';
          return [...state.stops].some(
            (stop) => stop instanceof HTMLInputElement && stop.name === group && group !== '',
          );
        };
        const isOperable = (element: Element) => {
          for (let at: Element | null = element; at; at = at.parentElement)
            if (handled(at).includes('keydown')) return true;
          return false;
        };
        return {
          controls: controls.map((element) => ({
            what: nameOf(element),
            pointer: pointerOf(element),
            isReached: isReached(element),
            inside: element.parentElement?.closest(COMPOSITES)?.getAttribute('role') ?? '',
          })),
          unseen: [...state.unseen].filter((element) => element.isConnected).map(nameOf),
          keyless: [...state.stops]
            .filter((stop) => !stop.matches(NATIVE) && pointerOf(stop).length > 0 && !isOperable(stop))
            .map(nameOf),
        };
      },
    };
    Object.assign(window, { reach });
  });
}

interface Recorder {
  readonly reach: { begin(): void; take(): boolean; end(): Reach };
}

/** Presses Tab through what the page shows now, from its beginning until the focus comes back. */
export async function tabThrough(page: Page): Promise<Reach> {
  await page.evaluate(() => (window as unknown as Recorder).reach.begin());
  for (let stop = 0; stop < MOST_STOPS; stop++) {
    await page.keyboard.press('Tab');
    if (!(await page.evaluate(() => (window as unknown as Recorder).reach.take()))) break;
  }
  return page.evaluate(() => (window as unknown as Recorder).reach.end());
}
