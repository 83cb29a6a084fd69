// Sends fuzzed messages to the window's server: `npm run fuzz`, or with `-- --count 3000 --seed 7`.
import { parseArgs } from 'node:util';
import { LEFT_OUT } from './fuzz/messages.ts';
import { fuzzServers } from './fuzz/served-campaign.ts';
import { Tally } from './fuzz/tally.ts';

const { values } = parseArgs({ options: { count: { type: 'string', default: '100000' }, seed: { type: 'string' } } });
const count = Number(values.count);
const seed = values.seed === undefined ? Math.floor(Math.random() * 1e9) : Number(values.seed);
const tally = new Tally();
const start = performance.now();
const seconds = () => Math.round((performance.now() - start) / 1000);

console.log(`Seed ${seed}`);
await fuzzServers(seed, count, tally, () => console.error(`${tally.sent} sent after ${seconds()} s`));
for (const failure of tally.failures.slice(0, 40)) console.log(`\n${failure}`);
console.log(`\n${tally.lines().join('\n')}`);
console.log(
  `\n${tally.sent} messages in ${seconds()} s, the slowest answer after ${(tally.slowest / 1000).toFixed(1)} s; ` +
    `${tally.changed} requests of those that may did change what is kept; ${tally.failures.length} failures.`,
);
for (const [name, reason] of LEFT_OUT) console.log(`Not sent as the schema says: ${name}, which ${reason}.`);
process.exitCode = tally.failures.length === 0 ? 0 : 1;
