/** The files that something passes on its way through the program, kept by hand. All of them are in a tree that the list is of. */
export interface PassedFiles {
  /**
   * A config, from the form of the window to the kernels, of a run of the vanilla GAN in the browser: the files with code that is given the
   * config, or the request, run, job or model that holds it, and hands it on. Checks and names that are made of it on the way do not count.
   */
  readonly config: readonly string[];
  /**
   * A live snapshot of a run in one dimension, which the thread that trains takes itself, from the kernels to the chart in the browser: the
   * files with code that holds the snapshot, or the message or frame that it is in.
   */
  readonly snapshot: readonly string[];
}

export const PASSED_NOW: PassedFiles = {
  config: [
    'src/renderer/new-run/NewRunFields.svelte',
    'src/renderer/new-run/form.svelte.ts',
    'src/renderer/bridge/bridge.ts',
    'src/renderer/bridge/socket.ts',
    'src/shared/api/wire.ts',
    'src/main/server/socket.ts',
    'src/main/app/api/session.ts',
    'src/main/app/api/training.ts',
    'src/shared/config/parse.ts',
    'src/shared/config/schema.ts',
    'src/main/runs/queue.ts',
    'src/main/files/data/files.ts',
    'src/main/store/collections/runs.ts',
    'src/main/store/tables/runs.ts',
    'src/main/store/tables/run-rows.ts',
    'src/main/runs/pool.ts',
    'src/main/training/worker.ts',
    'src/main/training/model/network.ts',
    'src/main/training/engines/create.ts',
    'src/main/training/engines/fused/engine.ts',
    'src/main/training/engines/fused/network.ts',
    'src/main/training/engines/fused/kernels/kernels.ts',
  ],
  snapshot: [
    'src/main/training/engines/fused/engine.ts',
    'src/main/training/observation.ts',
    'src/main/training/worker.ts',
    'src/shared/frames/frame-codec.ts',
    'src/shared/frames/series-codec.ts',
    'src/shared/frames/number-stream.ts',
    'src/main/runs/pool.ts',
    'src/main/runs/recording.ts',
    'src/main/runs/recorder.ts',
    'src/main/store/collections/recorded.ts',
    'src/main/store/tables/snapshots.ts',
    'src/main/store/tables/metric-columns.ts',
    'src/shared/listeners.ts',
    'src/main/app/api/run-feed.ts',
    'src/shared/wasserstein-share.ts',
    'src/main/app/api/session.ts',
    'src/main/server/socket.ts',
    'src/shared/api/wire.ts',
    'src/renderer/bridge/socket.ts',
    'src/renderer/bridge/bridge.ts',
    'src/renderer/state/watched-run.svelte.ts',
    'src/renderer/player/played-run.svelte.ts',
    'src/renderer/detail/Pictures.svelte',
    'src/shared/figures/distribution-figure.ts',
    'src/renderer/charts/ChartPanel.svelte',
    'src/renderer/charts/Chart.svelte',
  ],
};

/** The same of commit e472759, before the rooms were divided. */
const PASSED_E472759: PassedFiles = {
  config: [
    'src/renderer/new-run/NewRunFields.svelte',
    'src/renderer/new-run/form.svelte.ts',
    'src/renderer/bridge/bridge.ts',
    'src/renderer/bridge/socket.ts',
    'src/shared/api/wire.ts',
    'src/main/server/socket.ts',
    'src/main/workbench/api/session.ts',
    'src/main/workbench/api/training.ts',
    'src/shared/config/parse.ts',
    'src/shared/config/upgrade.ts',
    'src/shared/config/schema.ts',
    'src/main/workbench/data/files.ts',
    'src/main/workbench/workbench.ts',
    'src/main/store/store.ts',
    'src/main/store/runs.ts',
    'src/main/store/run-rows.ts',
    'src/main/store/stored-config.ts',
    'src/main/workbench/pool.ts',
    'src/main/workbench/training-host.ts',
    'src/main/training/worker.ts',
    'src/main/training/model/network.ts',
    'src/main/training/engines/create.ts',
    'src/main/training/engines/fused/engine.ts',
    'src/main/training/engines/fused/network.ts',
    'src/main/training/engines/fused/kernels/kernels.ts',
  ],
  snapshot: [
    'src/main/training/engines/fused/engine.ts',
    'src/main/training/observation.ts',
    'src/main/training/trainer.ts',
    'src/main/training/worker.ts',
    'src/main/frames/packed-snapshot.ts',
    'src/main/frames/frame-codec.ts',
    'src/main/frames/series-codec.ts',
    'src/main/frames/quantiser.ts',
    'src/main/frames/number-stream.ts',
    'src/main/frames/float-order.ts',
    'src/main/workbench/training-host.ts',
    'src/main/workbench/pool.ts',
    'src/main/workbench/workbench.ts',
    'src/main/workbench/recorder.ts',
    'src/main/store/store.ts',
    'src/main/store/recording.ts',
    'src/main/store/snapshots.ts',
    'src/main/store/metric-columns.ts',
    'src/main/workbench/listeners.ts',
    'src/main/workbench/api/run-feed.ts',
    'src/main/workbench/api/session.ts',
    'src/main/server/socket.ts',
    'src/shared/api/wire.ts',
    'src/renderer/bridge/socket.ts',
    'src/renderer/bridge/bridge.ts',
    'src/renderer/detail/watched-run.svelte.ts',
    'src/renderer/detail/frames.svelte.ts',
    'src/shared/snapshot-bytes.ts',
    'src/renderer/detail/player.svelte.ts',
    'src/renderer/detail/PlayerPanel.svelte',
    'src/shared/figures/distribution-figure.ts',
    'src/shared/figures/distribution-1d-figure.ts',
    'src/renderer/charts/ChartPanel.svelte',
    'src/renderer/charts/Chart.svelte',
  ],
};

/** The files that are passed in a source of these files; undefined for one that no list is of. */
export function passedFiles(paths: ReadonlySet<string>): PassedFiles | undefined {
  return [PASSED_NOW, PASSED_E472759].find(({ config, snapshot }) =>
    [...config, ...snapshot].every((path) => paths.has(path)),
  );
}
