import { describe, expect, it } from 'vitest';
import { recallState } from '../../../src/main/desktop/window-state.ts';

const SCREEN = { x: 0, y: 0, width: 1920, height: 1040 };
const LEFT = { x: -1280, y: 0, width: 1280, height: 1024 };

const remembered = (bounds: object, maximized = false) => JSON.stringify({ bounds, maximized });

describe('the window opens', () => {
  it('where it was, maximised if it was', () => {
    const bounds = { x: 40, y: 60, width: 1000, height: 700 };
    expect(recallState(remembered(bounds, true), [SCREEN])).toEqual({ bounds, maximized: true });
  });

  it('on the second screen, as long as that is there', () => {
    const bounds = { x: -1200, y: 10, width: 1000, height: 700 };
    expect(recallState(remembered(bounds), [SCREEN, LEFT]).bounds).toEqual(bounds);
    expect(recallState(remembered(bounds), [SCREEN]).bounds).toBeUndefined();
  });

  it.each([
    ['with its title bar above the screen', { x: 40, y: -30, width: 1000, height: 700 }],
    ['with its title bar below the screen', { x: 40, y: 1039, width: 1000, height: 700 }],
    ['with a sliver on the screen', { x: 1900, y: 40, width: 1000, height: 700 }],
  ])('elsewhere when it was left %s', (_where, bounds) => {
    expect(recallState(remembered(bounds), [SCREEN]).bounds).toBeUndefined();
  });

  it.each([
    [undefined],
    [''],
    ['{'],
    ['null'],
    ['{"bounds":{"x":1}}'],
    [remembered({ x: 0, y: 0, width: 0, height: 9 })],
  ])('as for the first time when what is remembered is %j', (text) => {
    expect(recallState(text, [SCREEN])).toEqual({ bounds: undefined, maximized: false });
  });
});
