import type { Command } from 'commander';
import { STORE_VARIABLE, storePath } from '../../locations.ts';
import { Output } from '../output/output.ts';

/** Options of every command. */
export interface Context {
  readonly output: Output;
  /** The store's file. */
  readonly store: string;
  readonly isDebug: boolean;
}

const STORE_HELP = `file of the store (default: ${STORE_VARIABLE}, then the platform's data folder)`;
const DEBUG_HELP = 'show the stack trace of an unexpected error';

export function withStore(command: Command): Command {
  return command.option('--store <file>', STORE_HELP);
}

export function withJson(command: Command): Command {
  return command.option('--json', 'one JSON object per line, for programs');
}

/** The options that a command accepts before and after its name. */
export function withSharedOptions(command: Command): Command {
  return withJson(withStore(command)).option('--debug', DEBUG_HELP);
}

/** The shared options, given after the command or before it. */
export function contextOf(command: Command): Context {
  const chain: Command[] = [];
  for (let one: Command | null = command; one; one = one.parent) chain.push(one);
  const given = (key: string): unknown =>
    chain.map((one) => one.getOptionValue(key) as unknown).find((value) => value !== undefined);
  // `export --json FILE` is a different option with the same name.
  const isJson = chain.some(
    (one) =>
      one.options.some((option) => option.attributeName() === 'json' && option.isBoolean()) &&
      one.getOptionValue('json') === true,
  );
  const store = given('store');
  return {
    output: new Output(isJson),
    store: storePath(typeof store === 'string' ? store : undefined),
    isDebug: given('debug') === true,
  };
}
