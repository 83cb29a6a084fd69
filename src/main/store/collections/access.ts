import type { Tables } from '../tables/tables.ts';

/** What a collection works with. */
export interface Access {
  /** The tables of the connection that is open now: a change may open another first. */
  readonly tables: () => Tables;
  /** Makes the changes of `work` one transaction. Throws where the store cannot be written. */
  readonly write: <Result>(work: () => Result) => Result;
}

type AnyFunction = (...parameters: never[]) => unknown;

/** Functions of a table that change it, each a transaction of its own. */
export function writing<Name extends keyof Tables, Change extends keyof Tables[Name]>(
  { tables, write }: Access,
  table: Name,
  names: readonly Change[],
): Pick<Tables[Name], Change> {
  const entries = names.map((name) => [
    name,
    (...parameters: never[]) => write(() => (tables()[table][name] as AnyFunction)(...parameters)),
  ]);
  return Object.fromEntries(entries) as Pick<Tables[Name], Change>;
}

/** A function whose first parameter is a run's key, with the run's id in its place. */
type ByRun<Function> = Function extends (key: number, ...rest: infer Rest) => infer Result
  ? (run: string, ...rest: Rest) => Result
  : never;

/** Functions of a table that read what a run recorded, given the run's id. They throw `run-not-found`. */
export function byRun<Name extends keyof Tables, Read extends keyof Tables[Name]>(
  { tables }: Access,
  table: Name,
  names: readonly Read[],
): { readonly [Key in Read]: ByRun<Tables[Name][Key]> } {
  const entries = names.map((name) => [
    name,
    (run: string, ...rest: never[]) => {
      const { runs, [table]: recorded } = tables();
      return (recorded[name] as (key: number, ...rest: never[]) => unknown)(runs.row(run).run_key, ...rest);
    },
  ]);
  return Object.fromEntries(entries) as { readonly [Key in Read]: ByRun<Tables[Name][Key]> };
}
