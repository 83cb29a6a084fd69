import { setTimeout as wait } from 'node:timers/promises';
import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { ProgressBars } from '../../../src/main/cli/output/progress-bars.ts';

const RUN = { id: 'k3m9', name: 'quick', seed: 1, epochs: 10, batchesPerEpoch: 10 };

/** A terminal that keeps what it is shown. */
function terminal(): { stream: NodeJS.WriteStream; shown: () => string } {
  let shown = '';
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      shown += chunk.toString();
      done();
    },
  });
  return {
    stream: Object.assign(stream, { isTTY: true, columns: 80 }) as unknown as NodeJS.WriteStream,
    shown: () => shown,
  };
}

function epochsTo(last: number) {
  return Array.from({ length: last }, (_, index) => {
    const epoch = index + 1;
    return { epoch, lossGenerator: 0.7, lossReal: 0.6, lossFake: 0.5, seconds: epoch / 100 };
  });
}

it.each([true, false])(
  'draws no more once a short run has ended, so that the command can (alone: %s)',
  async (isAlone) => {
    const { stream, shown } = terminal();
    const bars = new ProgressBars(stream, isAlone);
    bars.line('training quick');
    bars.progress(RUN, epochsTo(10), []);
    bars.ended(RUN);
    bars.line('finished quick');
    bars.close();
    bars.line('that was all');
    const atTheEnd = shown();
    await wait(300);
    expect(shown()).toBe(atTheEnd);
    for (const line of ['training quick\n', 'finished quick', 'that was all\n']) expect(atTheEnd).toContain(line);
    expect(atTheEnd.includes('epoch 10/10')).toBe(isAlone);
  },
);
