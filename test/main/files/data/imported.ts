import type { ImportedLaw, LawReading } from '../../../../src/shared/api/training.ts';

/** The law that a file gave, where nothing was asked. */
export function imported(outcome: LawReading): ImportedLaw {
  if (outcome.kind !== 'read') throw new Error(outcome.question);
  return outcome.imported;
}
