import { parentPort } from 'node:worker_threads';
import { densityRefusals } from '../../../shared/config/checks.ts';
import type { RunConfig } from '../../../shared/config/schema.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import { moduleFunctions, tryModuleLaw } from '../../training/module-law.ts';
import { estimateTraining } from './estimate.ts';
import { generateSamples } from '../../files/generate-samples.ts';
import { previewLaws } from '../../files/figures/laws-preview.ts';
import type { Answers, Question, Reply, PreviewKind } from './messages.ts';
import { runReference } from '../../files/figures/reference.ts';

const tell = (said: Reply) => parentPort?.postMessage(said);

/** The one check of a config that takes long, and that nobody made before this thread was asked. Throws `bad-config`. */
function refuseNoDensity(config: RunConfig): void {
  const fault = densityRefusals(config).at(0);
  if (fault) throw new WorkbenchError('bad-config', fault.message, { path: fault.path });
}

async function answer(question: Question): Promise<Answers[PreviewKind]> {
  switch (question.kind) {
    case 'estimate':
      refuseNoDensity(question.config);
      return estimateTraining(question.config, question.files, question.choice);
    case 'laws':
      refuseNoDensity(question.config);
      return previewLaws(question.config, question.files);
    case 'functions':
      return { names: await moduleFunctions(question.module) };
    case 'module':
      return tryModuleLaw(question.module);
    case 'reference':
      return runReference(question.job);
    case 'samples':
      return generateSamples(question.job, () => tell({ kind: 'progress' }));
  }
}

async function reply(question: Question): Promise<Reply> {
  try {
    return { kind: 'answer', answer: await answer(question) };
  } catch (error) {
    if (!(error instanceof WorkbenchError)) {
      return { kind: 'unexpected', error: error instanceof Error ? error : new Error(String(error)) };
    }
    return { kind: 'refusal', code: error.code, message: error.message, path: error.path };
  }
}

// Whoever starts this thread asks one question at a time.
parentPort?.on('message', (question: Question) => {
  void reply(question).then(tell);
});
