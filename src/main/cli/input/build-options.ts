import { createInterface } from 'node:readline/promises';
import { Option, type Command } from 'commander';
import { buildText, otherBuild } from '../../../shared/builds.ts';
import { counted } from '../../../shared/counted.ts';
import type { Builds, BuildMismatch } from '../../runs/resume-builds.ts';
import type { Workbench } from '../../runs/workbench.ts';
import type { Output } from '../output/output.ts';
import { RefusedInput } from './refused-input.ts';
import { drawingOn } from '../../terminal.ts';
import { printable } from '../output/printable.ts';

/** What to do if the engine's build here differs from the one that trained a run. */
export interface BuildOptions {
  readonly exact?: boolean;
  readonly anyBuild?: boolean;
}

/** The most runs that are listed before the question. */
const NAMED = 5;

export function withBuildOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--exact', 'refuse, without asking, if another build of the engine trained it').conflicts('anyBuild'),
    )
    .option('--any-build', 'resume with the build of this machine without asking, even though the bits will differ');
}

/**
 * Whether these runs may resume with another build than the one that trained them. If that changes the numbers, the user at the
 * terminal is asked. Throws RefusedInput `other-build` if the user declines or cannot be asked.
 */
export async function chosenBuilds(
  workbench: Workbench,
  runs: readonly string[],
  { exact, anyBuild }: BuildOptions,
  output: Output,
): Promise<Builds> {
  if (anyBuild === true) return 'any';
  const others = await workbench.goingOn.otherBuilds(runs);
  if (others.length === 0) return 'same';
  const canAsk = !output.isJson && process.stdin.isTTY && process.stdout.isTTY;
  if (exact !== true && canAsk && (await agrees(others, output))) return 'any';
  const remedy = exact === true || canAsk ? '' : ' Use --any-build to resume it anyway.';
  throw new RefusedInput(
    'other-build',
    others.map(({ run, trained, here }) => ({
      path: 'runs',
      message: otherBuild(run.id, trained, here).message + remedy,
    })),
  );
}

async function agrees(others: readonly BuildMismatch[], output: Output): Promise<boolean> {
  const lines = others
    .slice(0, NAMED)
    .flatMap(({ run, trained, here }) => [
      `  ${printable(run.name)}, seed ${run.config.seed} (${run.id})`,
      `    trained by ${buildText(trained)}`,
      `    here is    ${buildText(here)}`,
    ]);
  output.text(
    `Another build of the engine trained ${counted(others.length, 'run')}; if resumed, the bits will differ.`,
    ...lines,
    ...(others.length > NAMED ? [`  and ${others.length - NAMED} more`] : []),
  );
  const terminal = createInterface({ input: process.stdin, output: drawingOn(process.stdout) });
  try {
    const answer = await terminal.question('Continue anyway? [y/N] ');
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}
