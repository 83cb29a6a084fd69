import type { Refusal } from '../../../shared/config/refusal.ts';

/** Input with one or more faults, each a sentence of its own. */
export class RefusedInput extends Error {
  override readonly name = 'RefusedInput';
  /** A kebab-case word for programs, such as `bad-config`. */
  readonly code: string;
  readonly refusals: readonly Pick<Refusal, 'path' | 'message'>[];

  constructor(code: string, refusals: readonly Pick<Refusal, 'path' | 'message'>[]) {
    super(refusals.map(({ message }) => message).join('\n'));
    this.code = code;
    this.refusals = refusals;
  }
}

/** Refuses an empty `--name`. */
export function refuseEmptyName(name: string | undefined): void {
  if (name?.trim() !== '') return;
  throw new RefusedInput('bad-usage', [{ path: '--name', message: 'the name is empty; give a name or omit --name' }]);
}
