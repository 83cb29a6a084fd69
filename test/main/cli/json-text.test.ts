import { expect, it } from 'vitest';
import { parseJson } from '../../../src/main/cli/output/json-text.ts';

it('reads what is JSON, with a byte order mark too', () => {
  expect(parseJson('\ufeff{"a": [1, 2]}', 'it')).toEqual({ a: [1, 2] });
});

const LONG = `{"first": ${JSON.stringify('x'.repeat(200))},\n "second": tru,\n "third": 3}`;

it.each([
  ['{"a": NaN}', 'line 1, column 7'],
  ['{"a": .5}', 'line 1, column 7'],
  ['{"a": 1,}', 'line 1, column 9'],
  ['{"a": 1\n "b": 2}', 'line 2, column 2'],
  ['// note\n{}', 'line 1, column 1'],
  ['{"a": [1, 2', 'ends before it is complete'],
  ['  ', 'it is empty'],
  [LONG, 'line 2, column 15'],
])('%j names the place: %s', (text, place) => expect(() => parseJson(text, 'it')).toThrow(place));
