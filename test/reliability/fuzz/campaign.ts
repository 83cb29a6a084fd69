import fc from 'fast-check';
import { CHANNELS, REQUESTS } from '../../../src/shared/api/contract.ts';
import { shapeProblem } from '../../../src/main/app/api/input-shape.ts';
import type { KeptState } from '../store-digest.ts';
import type { Answer, Bridge, SentMessage } from './bridge.ts';
import { CHANGING, fuzzedMessages, isLeftOut, type FuzzedMessage, type StoredIds } from './messages.ts';
import type { Tally } from './tally.ts';

/** What a message that the contract lets through may do, or that it is to be refused. */
type Expectation = 'refused' | 'unanswered' | 'closes' | 'reads' | 'changes';

interface Planned extends FuzzedMessage {
  readonly sent: SentMessage;
  readonly expectation: Expectation;
}

export interface CampaignOptions {
  readonly bridge: Bridge;
  readonly kept: KeptState;
  readonly ids: StoredIds;
  readonly leftOut: ReadonlyMap<string, string>;
  readonly seed: number;
  readonly count: number;
  readonly tally: Tally;
}

/** Refused ones are sent together, and the digest taken before and after. */
const MOST_TOGETHER = 100;
/** Each of these may take a thread for a while. */
const MOST_READS_TOGETHER = 8;
/** Channels that tell nothing until something happens. */
const SILENT: ReadonlySet<string> = new Set(['notices', 'commands']);
/** Beyond all numbers of 32 bits that a spoilt message may have as its id. */
let nextId = 2 ** 40;

const schemaOf = ({ kind, name, channel }: SentMessage) => {
  const [contracts, asked] = kind === 'request' ? [REQUESTS, name] : [CHANNELS, channel];
  const known = contracts as Readonly<Record<string, (typeof REQUESTS)[keyof typeof REQUESTS]>>;
  return typeof asked === 'string' && Object.hasOwn(known, asked) ? known[asked].input : undefined;
};

/** How a message is to be answered: undefined for one that is not sent. */
function expectationOf(
  bridge: Bridge,
  { making, name }: FuzzedMessage,
  sent: SentMessage,
  leftOut: ReadonlyMap<string, string>,
): Expectation | undefined {
  const crossing = bridge.crossing(sent);
  switch (crossing.kind) {
    case 'not sendable':
      return undefined;
    case 'unreadable':
      return 'closes';
    case 'message':
      break;
  }
  const { message } = crossing;
  // What was undefined is left out on the way.
  if (making === 'no envelope' || !Object.hasOwn(message, 'input')) return 'unanswered';
  const isAccepted = shapeProblem(message.input) === undefined && schemaOf(message)?.safeParse(message.input).success;
  if (isAccepted !== true) return 'refused';
  if (isLeftOut(name, message.input, leftOut)) return undefined;
  if (SILENT.has(name)) return 'unanswered';
  return CHANGING.has(name) ? 'changes' : 'reads';
}

function* slices<Item>(items: readonly Item[], most: number): Generator<readonly Item[]> {
  for (let from = 0; from < items.length; from += most) yield items.slice(from, from + most);
}

/**
 * Sends `count` messages that follow from `seed`. What the contract refuses has to be refused, and nothing may change by
 * what is refused or only reads; whatever else is seen goes into the tally as a failure.
 */
export async function fuzzBridge({ bridge, kept, ids, leftOut, seed, count, tally }: CampaignOptions): Promise<void> {
  const messages = fc.sample(fuzzedMessages(ids, leftOut), { seed, numRuns: count });
  const planned = messages.flatMap((fuzzed): Planned[] => {
    const sent = { id: nextId++, ...fuzzed.message };
    const expectation = expectationOf(bridge, fuzzed, sent, leftOut);
    return expectation === undefined ? [] : [{ ...fuzzed, sent, expectation }];
  });
  const of = (expectation: Expectation) => planned.filter((one) => one.expectation === expectation);

  const exchange = async (together: readonly Planned[], mayChange: boolean) => {
    const before = kept.digest();
    const [{ expectation }] = together;
    const answers = await bridge.exchange(
      together.map(({ sent }) => sent),
      expectation === 'unanswered',
    );
    together.forEach((one, index) => judge(one, answers[index]));
    const isRefused = answers.every(({ outcome }) => outcome !== 'reply');
    if (kept.digest() === before) return;
    if (!mayChange || isRefused)
      tally.fail(
        'changed what is kept',
        together.map(({ sent }) => sent),
      );
    else tally.changed += 1;
  };
  const judge = ({ making, expectation, sent }: Planned, answer: Answer) => {
    tally.add(making, answer);
    const { outcome } = answer;
    const isClosed = outcome.startsWith('closed');
    if (outcome === 'internal') tally.fail('an error that nobody expected', [sent]);
    if (isClosed !== (expectation === 'closes')) tally.fail(`${outcome}, expected: ${expectation}`, [sent]);
    const isTaken = outcome === 'reply' || outcome === 'event';
    if (isTaken && (expectation === 'refused' || expectation === 'unanswered')) {
      tally.fail(`${outcome} to what the contract refuses`, [sent]);
    }
  };

  for (const together of slices(of('refused'), MOST_TOGETHER)) await exchange(together, false);
  for (const together of slices(of('unanswered'), MOST_TOGETHER)) await exchange(together, false);
  for (const one of of('closes')) await exchange([one], false);
  for (const together of slices(of('reads'), MOST_READS_TOGETHER)) await exchange(together, false);
  for (const one of of('changes')) await exchange([one], true);
}
