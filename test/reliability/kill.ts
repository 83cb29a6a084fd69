// Kills a sweep again and again: `npm run kill`, or with `-- --kills 20 --seed 7`.
import { parseArgs } from 'node:util';
import { killSweeps, type Kill } from './kill/campaign.ts';

const { values } = parseArgs({ options: { kills: { type: 'string', default: '200' }, seed: { type: 'string' } } });
const wanted = Number(values.kills);
const seed = values.seed === undefined ? Math.floor(Math.random() * 1e9) : Number(values.seed);
const start = performance.now();
const secondsSince = () => ((performance.now() - start) / 1000).toFixed(0);

const milliseconds = (seconds: number) => `${(seconds * 1000).toFixed(0)} ms`;
const sorted = (numbers: readonly number[]) => numbers.toSorted((one, other) => one - other);
const median = (numbers: readonly number[]) => sorted(numbers)[Math.floor(numbers.length / 2)] ?? 0;
const most = (numbers: readonly number[]) => sorted(numbers).at(-1) ?? 0;

function counted(kills: readonly Kill[], of: (kill: Kill) => string): string[] {
  return [...Map.groupBy(kills, of)]
    .toSorted(([, one], [, other]) => other.length - one.length)
    .map(([what, some]) => `  ${some.length} × ${what}`);
}

console.log(`Seed ${seed}`);
const report = await killSweeps({
  sweep: { engines: ['fused', 'tensorflow'], seeds: 2, seconds: 5 },
  kills: wanted,
  seed,
  told: ({ session, state }, count) => console.error(`${count}. ${session}, ${state}, after ${secondsSince()} s`),
});
const { kills, rounds, runs, intervals } = report;
const failures = [...report.failures, ...report.excesses];
console.log(`${kills.length} SIGKILLs in ${secondsSince()} s, over ${rounds} sweeps of ${runs / rounds} runs`);
console.log(['By state:', ...counted(kills, ({ state }) => state)].join('\n'));
console.log(
  [
    'By process:',
    ...counted(kills, ({ session, isGroup }) => `${session}, ${isGroup ? 'with its children' : 'alone'}`),
  ].join('\n'),
);
const losses = kills.flatMap((kill) => kill.losses);
for (const [engine, some] of Map.groupBy(losses, (loss) => loss.engine)) {
  const [epochs, seconds] = [some.map((loss) => loss.epochs), some.map((loss) => loss.seconds)];
  console.log(
    `Trained again on ${engine}, of ${some.length} runs that were cut off: ` +
      `${median(epochs)} recorded epochs (${most(epochs)} at most); ` +
      `${milliseconds(median(seconds))} at most in the median, ${milliseconds(most(seconds))} in the worst case, ` +
      `more than a second ${seconds.filter((one) => one > 1).length} times; ` +
      `the longest checkpoint interval was ${milliseconds(intervals.get(engine) ?? 0)}`,
  );
}
const orphans = kills.filter(({ isGroup }) => !isGroup).map(({ orphanMilliseconds }) => orphanMilliseconds / 1000);
console.log(`What a process killed alone left running ended within ${milliseconds(most(orphans))}.`);
for (const failure of failures) console.log(`FAILED: ${failure}`);
console.log(
  failures.length === 0
    ? `All ${runs} runs are what they are undisturbed, byte for byte.`
    : `${failures.length} failures`,
);
process.exitCode = failures.length === 0 ? 0 : 1;
