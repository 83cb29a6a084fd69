export interface Obstacle {
  /** What is not there, in a sentence without its full stop. */
  readonly missing: string;
  /** The line that helps. */
  readonly remedy: string;
}

export interface ElectronRuntime {
  readonly path: string;
  readonly source: 'environment' | 'official' | 'registry';
  /** What `ELECTRON_OVERRIDE_DIST_PATH` would name. */
  readonly folder: string;
}

export const REGISTRY_COPY: {
  readonly package: string;
  readonly version: string;
  readonly platform: string;
  readonly arch: string;
  readonly sha256: string;
};
export const FETCH: string;
export function registryCopyFolder(environment: NodeJS.ProcessEnv): string;
export function findElectron(environment?: NodeJS.ProcessEnv): ElectronRuntime | Obstacle;
export function findMissingLibraries(runtime: ElectronRuntime): Obstacle | undefined;
export function findRuntime(environment?: NodeJS.ProcessEnv): ElectronRuntime | Obstacle;
export function findObstacle(environment?: NodeJS.ProcessEnv): Obstacle | undefined;
