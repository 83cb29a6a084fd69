import { parentPort } from 'node:worker_threads';
import { WorkbenchError } from '../../../shared/errors.ts';
import { moduleFunctions, tryModuleLaw } from '../../training/module-law.ts';
import { estimateTraining } from './estimate.ts';
import { generateSamples } from '../../files/generate-samples.ts';
import { previewLaws } from '../../files/figures/laws-preview.ts';
import type { Answers, Question, Reply, PreviewKind } from './messages.ts';
import { runReference } from '../../files/figures/reference.ts';

const tell = (said: Reply) => parentPort?.postMessage(said);

async function answer(question: Question): Promise<Answers[PreviewKind]> {
  switch (question.kind) {
    case 'estimate':
      return estimateTraining(question.config, question.files, question.choice);
    case 'laws':
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
