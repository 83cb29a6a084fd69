import type { Samples } from '../generate-samples.ts';
import { exactText } from '../../../shared/float32-text.ts';

/** Lines joined at a time: ten million samples make no single string. */
const BLOCK_ROWS = 10_000;

/** Samples as CSV, in blocks of text: a header `x` or `x,y`, then a sample a row; numbers read back to the same. */
export function* samplesCsv({ values, dimension }: Pick<Samples, 'values' | 'dimension'>): Generator<string> {
  yield dimension === 1 ? 'x\n' : 'x,y\n';
  const block = BLOCK_ROWS * dimension;
  for (let start = 0; start < values.length; start += block) {
    let text = '';
    for (let index = start; index < Math.min(start + block, values.length); index += dimension) {
      text += `${Array.from(values.subarray(index, index + dimension), exactText(values)).join(',')}\n`;
    }
    yield text;
  }
}
