import type { ApiError } from '../../shared/api/messages.ts';
import type { Result } from '../bridge/bridge.ts';
import { bridge } from './connection.svelte.ts';

/** A message for the user: an error, or an action that can be undone. */
export interface Notice {
  readonly id: number;
  readonly kind: 'error' | 'done';
  readonly message: string;
  /** The run it is about. */
  readonly run: string | undefined;
  readonly action: { readonly label: string; readonly do: () => void } | undefined;
}

/** How long a confirmation is shown. An error stays until the user closes it. */
const DONE_MILLISECONDS = 8000;

class Notices {
  list = $state.raw<readonly Notice[]>([]);
  #nextId = 1;

  constructor() {
    bridge.subscribe(
      'notices',
      () => ({}),
      ({ message, run }) => this.#add({ kind: 'error', message, run, action: undefined }),
    );
    bridge.watchFailures((error) => this.error(error));
  }

  /** Shows an error, and gives the id by which it can be dismissed. */
  error({ message }: Pick<ApiError, 'message'>, run?: string): number {
    return this.#add({ kind: 'error', message, run, action: undefined });
  }

  done(message: string, action?: Notice['action']): void {
    const id = this.#add({ kind: 'done', message, run: undefined, action });
    setTimeout(() => this.dismiss(id), DONE_MILLISECONDS);
  }

  dismiss(id: number): void {
    this.list = this.list.filter((notice) => notice.id !== id);
  }

  #add(notice: Omit<Notice, 'id'>): number {
    const same = this.list.find(({ message, kind }) => message === notice.message && kind === notice.kind);
    if (same && notice.action === undefined) return same.id;
    const id = this.#nextId++;
    this.list = [...this.list, { ...notice, id }];
    return id;
  }
}

export const notices = new Notices();

/** The output of a request. If it is refused, shows the error as a notice and returns undefined. */
export async function orNotice<Output>(result: Promise<Result<Output>>): Promise<Output | undefined> {
  const settled = await result;
  if (settled.ok) return settled.output;
  notices.error(settled.error);
  return undefined;
}

/** Runs a function and shows an error that it throws as a notice. */
export async function orFault(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    notices.error({ message: error instanceof Error ? error.message : String(error) });
  }
}
