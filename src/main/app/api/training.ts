import type { NoticeEvent, QueueState, TRAINING_CHANNELS, TRAINING_REQUESTS } from '../../../shared/api/training.ts';
import { otherBuild } from '../../../shared/builds.ts';
import { forkName } from '../../../shared/config/fork.ts';
import { CHECKS, QUICK_CHECKS } from '../../../shared/config/checks.ts';
import { parseConfig } from '../../../shared/config/parse.ts';
import type { RunConfig } from '../../../shared/config/schema.ts';
import { labelOf } from '../../../shared/config/label.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import type { Application } from '../application.ts';
import { jobFiles, storedFiles } from '../../files/data/files.ts';
import { refuseUnfitTable } from '../../files/data/table-fitness.ts';
import { LatestRequest } from '../../runs/previews/latest-request.ts';
import { engineFor } from '../../runs/engine-choice.ts';
import { forkPoint } from '../../runs/fork.ts';
import { repeatedOn } from '../../runs/repeated.ts';
import type { RunRequest } from '../../runs/queue.ts';
import { stateFeed, type ChannelHandlers, type RequestHandlers } from './handlers.ts';
import type { LawFileRequests } from './law-files.ts';
import { ScratchFeed } from './scratch-feed.ts';

/** The config that a window sent. Throws `bad-config` with the path of its first fault. */
function parsedConfig(input: unknown, checks = CHECKS): RunConfig {
  const parsed = parseConfig(input, checks);
  if (parsed.ok) return parsed.config;
  const [{ path, message }] = parsed.refusals;
  throw new WorkbenchError('bad-config', message, { path });
}

export function trainingRequests(
  application: Application,
): RequestHandlers<Omit<typeof TRAINING_REQUESTS, keyof LawFileRequests>> {
  const workbench = () => application.workbench;
  const { previewThread } = application;
  const read = (config: RunConfig) => storedFiles(config, workbench().store);
  const launched = (requests: readonly RunRequest[]) => {
    const runs = workbench().queue.launch(requests);
    return { runs, group: workbench().store.runs.get(runs[0]).group };
  };
  const refuseOtherBuilds = async (runs: readonly string[]) => {
    const other = (await workbench().goingOn.otherBuilds(runs)).at(0);
    if (other) throw otherBuild(other.run.id, other.trained, other.here);
  };
  // The window asks while the user types.
  const estimates = new LatestRequest();
  const previews = new LatestRequest();
  return {
    'training.launch': ({ config: input, seeds, name, tags, notes }) => {
      const config = parsedConfig(input);
      const files = read(config);
      refuseUnfitTable(files);
      const launchedName = name ?? labelOf(config);
      return launched(seeds.map((seed) => ({ read: files, seed, name: launchedName, tags, notes })));
    },
    'training.pause': ({ runs }) => {
      workbench().queue.refuseClaimed(runs);
      for (const run of runs) workbench().pool.pause(run);
      return undefined;
    },
    'training.resume': async ({ runs, builds }) => {
      if (builds === 'same') await refuseOtherBuilds(runs);
      workbench().goingOn.resume(runs, builds);
      return undefined;
    },
    'training.other_builds': async ({ runs }) => {
      const others = await workbench().goingOn.otherBuilds(runs);
      return others.map(({ run: { id, name, config }, trained, here }) => ({
        run: id,
        name,
        seed: config.seed,
        trained,
        here,
      }));
    },
    'training.fork': ({ run, epoch, config: input, seeds, name, tags, notes }) => {
      const forkOf = forkPoint(workbench().store, run, epoch ?? 'last');
      const files = read(parsedConfig(input));
      const requests = seeds.map((seed) => ({
        read: files,
        seed,
        name: name ?? forkName(forkOf.run.name, forkOf.checkpoint.epoch),
        tags,
        notes,
        forkOf,
      }));
      return launched(requests);
    },
    'training.stop': ({ runs }) => {
      workbench().queue.refuseClaimed(runs);
      workbench().queue.cancel(runs);
      for (const run of runs) workbench().pool.stop(run);
      return undefined;
    },
    'training.stop_all': () => {
      const { queue, recording, pool } = workbench();
      const { training } = recording;
      queue.cancel([...queue.waiting]);
      for (const run of training) pool.stop(run);
      return undefined;
    },
    'training.hold': ({ held }) => {
      application.setHeld(held);
      return undefined;
    },
    'training.try_again': () => {
      workbench().recording.tryAgain();
      return undefined;
    },
    'training.extend': async ({ run, epochs, builds }) => {
      if (builds === 'same') await refuseOtherBuilds([run]);
      workbench().goingOn.extend(run, epochs, builds);
      return undefined;
    },
    'training.repeat': ({ run: id, engine }) => {
      const { config, ...about } = repeatedOn(workbench().store.runs.get(id), engine);
      const [run] = workbench().queue.launch([{ read: read(config), ...about }]);
      return { run };
    },
    'training.reorder': ({ runs }) => {
      workbench().queue.reorder(runs);
      return undefined;
    },
    'training.estimate': async ({ config: input }) => {
      const withdrawn = estimates.next();
      const loaded = read(parsedConfig(input, QUICK_CHECKS));
      refuseUnfitTable(loaded);
      const { config } = loaded;
      const choice = engineFor(config, workbench().queue.jobs);
      const question = { kind: 'estimate', config, files: jobFiles(loaded), choice } as const;
      const { seconds, bytes, engine, engineReason } = await previewThread.ask(question, withdrawn);
      return { seconds, bytes, engine, engineReason };
    },
    'training.preview_laws': async ({ config: input }) => {
      const withdrawn = previews.next();
      const loaded = read(parsedConfig(input, QUICK_CHECKS));
      return previewThread.ask({ kind: 'laws', config: loaded.config, files: jobFiles(loaded) }, withdrawn);
    },
  };
}

export function trainingChannels(application: Application): ChannelHandlers<typeof TRAINING_CHANNELS> {
  return {
    queue: (_input, ready) => {
      let newest: QueueState = {
        training: [],
        waiting: [],
        jobs: 0,
        held: false,
        halt: undefined,
        secondsLeft: undefined,
      };
      let sent: readonly string[] | undefined;
      return stateFeed(
        () => {
          const { waiting } = newest;
          const isAsBefore = sent?.length === waiting.length && waiting.every((run, place) => run === sent?.[place]);
          sent = waiting;
          return isAsBefore ? { ...newest, waiting: undefined } : newest;
        },
        (changed) =>
          application.queue.watch((event) => {
            newest = event;
            changed();
          }),
        ready,
      );
    },
    scratch: ({ config: input, seeds }, ready) => {
      const { workbench, scratch } = application;
      const loaded = storedFiles(parsedConfig(input), workbench.store);
      refuseUnfitTable(loaded);
      return new ScratchFeed(workbench, scratch, { config: loaded.config, files: jobFiles(loaded), seeds }, ready);
    },
    notices: (_input, ready) => {
      const pending: NoticeEvent[] = [];
      const unwatch = application.notices.watch((notice) => {
        pending.push(notice);
        ready();
      });
      return { take: () => pending.shift(), close: unwatch };
    },
  };
}
