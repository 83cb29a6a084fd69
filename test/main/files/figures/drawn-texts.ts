import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Drawing } from '../../../../src/shared/figures/drawing.ts';
import { rgb } from './pixels.ts';

export interface DrawnText {
  readonly text: string;
  /** Six or eight hex digits. */
  readonly colour: string;
  /** The last opaque rectangle under it, as red, green and blue. */
  readonly ground: readonly number[];
  /** Around its letters, without what reaches below the line or above its digits; CSS pixels. */
  readonly box: Box;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

interface State {
  readonly x: number;
  readonly y: number;
  /** Whether texts run from the bottom to the top. */
  readonly stands: boolean;
  readonly colour: string;
  readonly align: string;
  readonly baseline: string;
  readonly font: string;
}

/** Height of a digit and how far above its baseline the middle and the top of a line lie, as shares of the font's size. */
const DIGIT = 0.73;
const BASE_BELOW: Readonly<Record<string, number>> = {
  alphabetic: 0,
  middle: 0.36,
  top: 0.95,
  hanging: 0.8,
  bottom: -0.25,
};

/** Every text of a drawing, and where it lies. */
export function drawnTexts({ steps }: Drawing, measuring: SKRSContext2D): DrawnText[] {
  let state: State = { x: 0, y: 0, stands: false, colour: '#000000', align: 'start', baseline: 'alphabetic', font: '' };
  const saved: State[] = [];
  const filled: { readonly box: Box; readonly colour: string }[] = [];
  const texts: DrawnText[] = [];
  const boxOf = (text: string, x: number, y: number): Box => {
    measuring.font = state.font;
    const { width } = measuring.measureText(text);
    const size = Number(/([\d.]+)px/.exec(state.font)?.[1]);
    const before = state.align === 'center' ? width / 2 : ['right', 'end'].includes(state.align) ? width : 0;
    const base = (BASE_BELOW[state.baseline] ?? 0) * size;
    const along = { from: x - before, to: x - before + width };
    const across = { from: y + base - DIGIT * size, to: y + base };
    if (!state.stands) {
      return {
        left: state.x + along.from,
        right: state.x + along.to,
        top: state.y + across.from,
        bottom: state.y + across.to,
      };
    }
    return {
      left: state.x + across.from,
      right: state.x + across.to,
      top: state.y - along.to,
      bottom: state.y - along.from,
    };
  };
  for (const [name, ...values] of steps) {
    const [a, b, c, d] = values as readonly number[];
    const value = String(values[0]);
    if (name === 'save') saved.push(state);
    else if (name === 'restore') state = saved.pop() ?? state;
    else if (name === 'translate')
      state = state.stands
        ? { ...state, x: state.x + b, y: state.y - a }
        : { ...state, x: state.x + a, y: state.y + b };
    else if (name === 'rotate') state = { ...state, stands: a !== 0 };
    else if (name === 'fillStyle') state = { ...state, colour: value };
    else if (name === 'textAlign') state = { ...state, align: value };
    else if (name === 'textBaseline') state = { ...state, baseline: value };
    else if (name === 'font') state = { ...state, font: value };
    else if (name === 'fillRect' && state.colour.length === 7)
      filled.push({
        box: { left: state.x + a, top: state.y + b, right: state.x + a + c, bottom: state.y + b + d },
        colour: state.colour,
      });
    else if (name === 'fillText' && value.trim() !== '') {
      const box = boxOf(value, b, c);
      const under = filled.findLast((one) => overlap(one.box, box) > 0);
      texts.push({ text: value, colour: state.colour, ground: rgb(under?.colour ?? '#ffffff'), box });
    }
  }
  return texts;
}

/** The area in which two boxes lie over each other. */
export function overlap(one: Box, other: Box): number {
  const width = Math.min(one.right, other.right) - Math.max(one.left, other.left);
  const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  return width > 0 && height > 0 ? width * height : 0;
}
