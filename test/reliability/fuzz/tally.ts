import type { Answer, SentMessage } from './bridge.ts';
import type { Making } from './messages.ts';

const SHOWN_CHARACTERS = 600;

const short = (message: SentMessage): string => {
  let text: string;
  try {
    text = JSON.stringify(message, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
  } catch {
    text = Object.keys(message).join(', ');
  }
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
};

/** How refusals are counted: all codes one by one are in `codes`. */
const kindOf = (outcome: string) =>
  outcome === 'reply' || outcome === 'event' || outcome === 'unanswered' || outcome.startsWith('closed')
    ? outcome.split(' ')[0]
    : 'refused';

/** What came back, counted. */
export class Tally {
  readonly failures: string[] = [];
  readonly codes = new Map<string, number>();
  sent = 0;
  /** Replies after which what is kept was another: to requests that are there for that. */
  changed = 0;
  slowest = 0;
  readonly #makings = new Map<Making, Map<string, number>>();

  add(making: Making, { outcome, milliseconds }: Answer): void {
    this.sent += 1;
    this.slowest = Math.max(this.slowest, milliseconds);
    this.codes.set(outcome, (this.codes.get(outcome) ?? 0) + 1);
    const counts = this.#makings.get(making) ?? new Map<string, number>();
    this.#makings.set(making, counts.set(kindOf(outcome), (counts.get(kindOf(outcome)) ?? 0) + 1));
  }

  fail(what: string, messages: readonly SentMessage[]): void {
    const listed = messages.slice(0, 5).map(short).join('\n  ');
    this.failures.push(`${what}:\n  ${listed}${messages.length > 5 ? `\n  and ${messages.length - 5} more` : ''}`);
  }

  /** How each kind of message was answered, as a Markdown table, then every outcome. */
  lines(): string[] {
    const kinds = ['refused', 'unanswered', 'closed', 'reply', 'event'];
    const rows = [...this.#makings].toSorted(([one], [other]) => one.localeCompare(other));
    const table = rows.map(
      ([making, counts]) => `| ${making} | ${kinds.map((kind) => counts.get(kind) ?? 0).join(' | ')} |`,
    );
    const codes = [...this.codes].toSorted(([, one], [, other]) => other - one);
    return [
      `| message | ${kinds.join(' | ')} |`,
      `| --- |${kinds.map(() => ' ---: |').join('')}`,
      ...table,
      '',
      codes.map(([code, count]) => `${code} ${count}`).join(', '),
    ];
  }
}
