import type { NoticeEvent } from '../../shared/api/training.ts';
import { Listeners } from '../../shared/listeners.ts';
import type { WorkbenchEvent } from '../runs/events.ts';
import type { LogFile } from './log-file.ts';

/** Notifies users of what happens outside any request. */
export class Notices {
  readonly #log: LogFile;
  readonly #listeners = new Listeners<NoticeEvent>();
  readonly #early: NoticeEvent[] = [];

  constructor(log: LogFile) {
    this.#log = log;
  }

  notify(notice: NoticeEvent): void {
    this.#log.info(`notice ${notice.code}: ${notice.message}`);
    if (this.#listeners.size === 0) this.#early.push(notice);
    this.#listeners.tell(notice);
  }

  /** Calls `listener` for every notice. The first listener also gets the notices from before it was added. */
  watch(listener: (notice: NoticeEvent) => void): () => void {
    for (const notice of this.#early.splice(0)) listener(notice);
    return this.#listeners.add(listener);
  }
}

/** The notice of what went wrong with a run; undefined where nothing did. */
export function noticeOf(event: WorkbenchEvent): NoticeEvent | undefined {
  const { kind, run } = event;
  switch (kind) {
    case 'not_recorded': {
      const message = `A run was stopped because it could not be recorded: ${event.error.message}`;
      return { code: 'not-recorded', message, run };
    }
    case 'crashed': {
      const message = `The run was interrupted and can be resumed from its last checkpoint: ${event.error.message}`;
      return { code: event.error.code, message, run };
    }
    case 'not_resumed': {
      const message = `The run could not be resumed and was left unchanged: ${event.error.message}`;
      return { code: event.error.code, message, run };
    }
    case 'queued':
    case 'started':
    case 'progress':
    case 'paused':
    case 'resumed':
    case 'marked':
    case 'taken_back':
    case 'finished':
    case 'stopped':
    case 'interrupted':
    case 'withdrawn':
    case 'failed':
      return undefined;
  }
}
