import type { RunReference } from '../../../shared/api/run.ts';
import type { RunConfig } from '../../../shared/config/schema.ts';
import type { InputFigureData } from '../../../shared/figures/input-figure.ts';
import type { EngineChoice } from '../../training/engines/choose.ts';
import type { JobFiles } from '../../training/messages.ts';
import type { LawModule } from '../../training/module-law.ts';
import type { Samples } from '../../files/generate-samples.ts';
import type { TriedTraining } from './estimate.ts';
import type { SamplesJob } from '../../files/generate-samples.ts';
import type { ReferenceJob } from '../../files/figures/reference.ts';

/** Trials before there is a run, and drawings of recorded runs, by the kind of the question. */
export interface Answers {
  readonly estimate: TriedTraining;
  readonly laws: InputFigureData;
  readonly functions: { readonly names: readonly string[] };
  readonly module: { readonly dimension: number };
  readonly reference: RunReference;
  readonly samples: Samples;
}

export type PreviewKind = keyof Answers;

export type Question =
  | { readonly kind: 'estimate'; readonly config: RunConfig; readonly files: JobFiles; readonly choice: EngineChoice }
  | { readonly kind: 'laws'; readonly config: RunConfig; readonly files: JobFiles }
  | { readonly kind: 'functions'; readonly module: LawModule }
  | { readonly kind: 'module'; readonly module: LawModule }
  | { readonly kind: 'reference'; readonly job: ReferenceJob }
  | { readonly kind: 'samples'; readonly job: SamplesJob };

export type Reply =
  /** The work continues. */
  | { readonly kind: 'progress' }
  | { readonly kind: 'answer'; readonly answer: Answers[PreviewKind] }
  | { readonly kind: 'refusal'; readonly code: string; readonly message: string; readonly path: string | undefined }
  /** A fault of the program, not of what was asked. */
  | { readonly kind: 'unexpected'; readonly error: Error };
