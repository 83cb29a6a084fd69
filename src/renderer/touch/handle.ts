import type { TrainedNumber } from '../../shared/config/trained-number.ts';
import type { Touch } from './touch.svelte.ts';

/** Pixels of the pointer from one value to the next. */
const PIXELS_A_STEP = 8;
/** Less far is a click. */
const CLICK_PIXELS = 4;
/** Steps of an arrow with Shift, and of a page. */
const LARGE_STEP = 5;

interface Handled {
  /** undefined where the run is not retrained beside itself. */
  readonly touch: Touch | undefined;
  /** undefined where there is no number to be held. */
  readonly number: TrainedNumber | undefined;
  /** Whether the keys need Alt, because the element has keys of its own. */
  readonly needsAlt: boolean;
}

const STEPS: Readonly<Partial<Record<string, number>>> = {
  ArrowUp: 1,
  ArrowRight: 1,
  ArrowDown: -1,
  ArrowLeft: -1,
  PageUp: LARGE_STEP,
  PageDown: -LARGE_STEP,
};

/** Lets a number be held by an element: dragged to the sides, or changed by the arrow keys. */
export function handle(node: HTMLElement, given: Handled) {
  let handled = given;
  let drag: { readonly x: number; readonly from: number; isMoving: boolean } | undefined;

  function press(event: PointerEvent): void {
    const { touch, number } = handled;
    if (event.button !== 0 || !touch || !number) return;
    drag = { x: event.clientX, from: touch.valueOf(number), isMoving: false };
    // A fast pointer has left the element at its first move.
    node.setPointerCapture(event.pointerId);
  }

  function move(event: PointerEvent): void {
    const { touch, number } = handled;
    if (!drag || !touch || !number) return;
    const pixels = event.clientX - drag.x;
    if (!drag.isMoving && Math.abs(pixels) < CLICK_PIXELS) return;
    drag.isMoving = true;
    touch.step(number, Math.trunc(pixels / PIXELS_A_STEP), drag.from);
  }

  function release(): void {
    // The click that ends a drag presses nothing.
    if (drag?.isMoving) window.addEventListener('click', swallow, { capture: true, once: true });
    if (drag?.isMoving) setTimeout(() => window.removeEventListener('click', swallow, { capture: true }));
    drag = undefined;
  }

  function swallow(event: MouseEvent): void {
    event.stopPropagation();
    event.preventDefault();
  }

  function key(event: KeyboardEvent): void {
    const { touch, number, needsAlt } = handled;
    if (!touch || !number) return;
    const by = STEPS[event.key];
    if (by !== undefined && event.altKey === needsAlt && !event.ctrlKey && !event.metaKey) {
      touch.step(number, event.shiftKey && Math.abs(by) === 1 ? by * LARGE_STEP : by);
    } else if (event.key === 'Escape' && touch.held) touch.discard();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const expect = () => handled.number && handled.touch?.expect('one');
  const expectNothing = () => handled.number && handled.touch?.expectNothing('one');

  node.addEventListener('pointerenter', expect);
  node.addEventListener('focus', expect);
  node.addEventListener('pointerleave', expectNothing);
  node.addEventListener('blur', expectNothing);
  node.addEventListener('pointerdown', press);
  node.addEventListener('pointermove', move);
  node.addEventListener('pointerup', release);
  node.addEventListener('pointercancel', release);
  node.addEventListener('keydown', key);
  // It goes with the element, and its listeners too.
  return { update: (next: Handled) => (handled = next) };
}
