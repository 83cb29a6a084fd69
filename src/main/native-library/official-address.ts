import type { OfficialBuild, OfficialLibrary } from './sources.ts';

/** The names of platforms in the addresses, as @tensorflow/tfjs-node maps them. */
const PLATFORMS: Partial<Record<NodeJS.Platform, string>> = { darwin: 'darwin', linux: 'linux', win32: 'windows' };

export interface OfficialAddresses {
  readonly binding: string;
  readonly library: string;
  /** Whether the binding comes from where its makers put it, and not from a mirror. */
  readonly isFromMakers: boolean;
}

const MAKERS = 'https://storage.googleapis.com/';

/** The addresses of the official files, or of a mirror that the environment variables of @tensorflow/tfjs-node name. */
export function officialAddresses(
  environment: NodeJS.ProcessEnv,
  { tfjsNode }: OfficialBuild,
  { platform, name }: OfficialLibrary,
): OfficialAddresses {
  const named =
    environment.TFJS_NODE_CDN_STORAGE || environment.npm_config_TFJS_NODE_CDN_STORAGE || environment.CDN_STORAGE;
  const host = (named || MAKERS).replace(/\/*$/, '/');
  const base =
    environment.TFJS_NODE_BASE_URI ||
    environment.npm_config_TFJS_NODE_BASE_URI ||
    `${host}tensorflow/libtensorflow/libtensorflow-`;
  const ending = platform === 'win32' ? 'zip' : 'tar.gz';
  const binding = `CPU-${PLATFORMS[platform] ?? platform}-${tfjsNode}.${ending}`;
  return {
    binding: `${host}tf-builds/pre-built-binary/napi-v8/${tfjsNode}/${binding}`,
    library: `${base}${name}`,
    isFromMakers: host === MAKERS,
  };
}
