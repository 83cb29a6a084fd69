import type { z } from 'zod';
import { COMPARE_REQUESTS } from './compare.ts';
import { EXPORTS_CHANNELS, EXPORTS_REQUESTS } from './exports.ts';
import type { ChannelContract, RequestContract } from './request.ts';
import { RUN_FILES_CHANNELS, RUN_FILES_REQUESTS } from './run-files.ts';
import { RUN_CHANNELS, RUN_REQUESTS } from './run.ts';
import { RUNS_CHANNELS, RUNS_REQUESTS } from './runs.ts';
import { SAMPLES_REQUESTS } from './samples.ts';
import { SETTINGS_CHANNELS, SETTINGS_REQUESTS } from './settings.ts';
import { SHELL_CHANNELS, SHELL_REQUESTS } from './shell.ts';
import { STORE_CHANNELS, STORE_REQUESTS } from './store.ts';
import { STUDIES_CHANNELS, STUDIES_REQUESTS } from './studies.ts';
import { SWEEPS_CHANNELS, SWEEPS_REQUESTS } from './sweeps.ts';
import { TRAINING_CHANNELS, TRAINING_REQUESTS } from './training.ts';

/** Everything that can be asked of the workbench, whichever shell it is shown in. */
export const REQUESTS = {
  ...RUNS_REQUESTS,
  ...RUN_REQUESTS,
  ...TRAINING_REQUESTS,
  ...SWEEPS_REQUESTS,
  ...STUDIES_REQUESTS,
  ...COMPARE_REQUESTS,
  ...SAMPLES_REQUESTS,
  ...EXPORTS_REQUESTS,
  ...RUN_FILES_REQUESTS,
  ...SETTINGS_REQUESTS,
  ...STORE_REQUESTS,
  ...SHELL_REQUESTS,
};

/** Everything that can be watched. */
export const CHANNELS = {
  ...RUNS_CHANNELS,
  ...RUN_CHANNELS,
  ...TRAINING_CHANNELS,
  ...SWEEPS_CHANNELS,
  ...STUDIES_CHANNELS,
  ...EXPORTS_CHANNELS,
  ...RUN_FILES_CHANNELS,
  ...SETTINGS_CHANNELS,
  ...STORE_CHANNELS,
  ...SHELL_CHANNELS,
};

export type RequestName = keyof typeof REQUESTS;
export type RequestInput<Name extends RequestName> = z.input<(typeof REQUESTS)[Name]['input']>;
export type ParsedInput<Name extends RequestName> = z.output<(typeof REQUESTS)[Name]['input']>;
export type RequestOutput<Name extends RequestName> =
  (typeof REQUESTS)[Name] extends RequestContract<z.ZodType, infer Output> ? Output : never;

export type ChannelName = keyof typeof CHANNELS;
export type ChannelInput<Name extends ChannelName> = z.input<(typeof CHANNELS)[Name]['input']>;
export type ChannelEvent<Name extends ChannelName> =
  (typeof CHANNELS)[Name] extends ChannelContract<z.ZodType, infer Event> ? Event : never;
