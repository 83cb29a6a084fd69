import type { Machine } from './machine.ts';

/** Who brings the library: TensorFlow's makers, or a third party's package in the registry of npm. */
export type Source = 'official' | 'registry';

/** The binding within a folder of the cache; its rpath is `$ORIGIN/../../deps/lib`. */
export const BINDING = 'lib/napi-v8/tfjs_binding.node';
export const LIBRARIES = 'deps/lib';

/** A file of an archive that is kept. */
export interface KeptFile {
  /** Its path in the archive. */
  readonly from: string;
  /** Its path in the folder of the cache. */
  readonly to: string;
  readonly sha256: string;
}

/** A package whose one file is a tar, compressed with Brotli, that holds library and binding. */
export interface RegistryBuild {
  readonly package: string;
  readonly version: string;
  /** Bytes of the package's tarball, whose digest follows. */
  readonly bytes: number;
  readonly sha256: string;
  /** The tar's path in the tarball. */
  readonly archive: string;
  /** The version of libtensorflow. */
  readonly tensorflow: string;
  readonly files: readonly KeptFile[];
}

/** An archive of libtensorflow as TensorFlow's makers publish it. */
export interface OfficialLibrary {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  /** What follows `libtensorflow-` in its address. */
  readonly name: string;
  readonly sha256: string;
}

export interface OfficialBuild {
  /** The version of libtensorflow. */
  readonly tensorflow: string;
  /** The version of @tensorflow/tfjs-node, whose binding it is. */
  readonly tfjsNode: string;
  readonly libraries: readonly OfficialLibrary[];
}

export interface Sources {
  readonly official: OfficialBuild;
  readonly registry: RegistryBuild;
}

const IN_REGISTRY = 'node_modules/@tensorflow/tfjs-node';

/**
 * Digests of the official archives as pinned by public build recipes: Linux's by two independent ones, macOS's and Windows's by one
 * each. No digest of the official binding is published. Those of the registry's package were computed after comparing its tarball
 * with the registry's integrity value.
 */
export const SOURCES: Sources = {
  official: {
    tensorflow: '2.9.1',
    tfjsNode: '4.22.0',
    libraries: [
      {
        platform: 'linux',
        arch: 'x64',
        name: 'cpu-linux-x86_64-2.9.1.tar.gz',
        sha256: '7f510d2546e3db5e10b1d119463689003d587842892ad3c95bca51cf82820173',
      },
      {
        platform: 'darwin',
        arch: 'x64',
        name: 'cpu-darwin-x86_64-2.9.1.tar.gz',
        sha256: '56f83d3320ba0f69aaafd6c058645e1b7fbc75fb9a3fc36d6be98de1291ca226',
      },
      {
        platform: 'win32',
        arch: 'x64',
        name: 'cpu-windows-x86_64-2.9.1.zip',
        sha256: '56fa7e84c984144311563b405bd0e565568f3cbe2c15ac4713e9c8174a02b00f',
      },
    ],
  },
  registry: {
    package: 'tfjs-node-lambda-releases',
    version: '1.6.1',
    bytes: 194_920_996,
    sha256: 'b7c30d059063526e0adb372652870685c573dacf04107ee57abe37c8d8b6d011',
    archive: 'package/nodejs12.x-tf2.7.0.br',
    tensorflow: '1.15.0',
    files: [
      {
        from: `${IN_REGISTRY}/lib/napi-v6/tfjs_binding.node`,
        to: BINDING,
        sha256: '49a5197e63982786cfff5af282d5bfefd8b55a728daa04925b031ced6d4dc0c5',
      },
      {
        from: `${IN_REGISTRY}/deps/lib/libtensorflow.so.1.15.0`,
        to: `${LIBRARIES}/libtensorflow.so.1.15.0`,
        sha256: '95590cd1cbe4fcd2065e17b2c797a39e2ee31b499d081aff77d3b70a93818daa',
      },
      {
        from: `${IN_REGISTRY}/deps/lib/libtensorflow_framework.so.1.15.0`,
        to: `${LIBRARIES}/libtensorflow_framework.so.1.15.0`,
        sha256: '0217782c0ef974979ea371efa2b672622cd4486d2ec2746d24277a5f50d63e09',
      },
      {
        from: `${IN_REGISTRY}/deps/LICENSE`,
        to: 'LICENSES/TensorFlow-LICENSE',
        sha256: '37dbed59a6aef0803f24a7dac146679491c460faa8bc3834974d786acf56a40f',
      },
      {
        from: `${IN_REGISTRY}/deps/THIRD_PARTY_TF_C_LICENSES`,
        to: 'LICENSES/THIRD_PARTY_TF_C_LICENSES',
        sha256: '5f3562285bfdda7b85c6d44c30db12918eacd9b0fb7defb063d4dd85c5839c6c',
      },
    ],
  },
};

/** The official archive for a machine; undefined where there is none whose digest is known. */
export function officialLibrary(
  { platform, arch, isMusl }: Machine,
  build = SOURCES.official,
): OfficialLibrary | undefined {
  // libtensorflow is built for glibc.
  return isMusl ? undefined : build.libraries.find((library) => library.platform === platform && library.arch === arch);
}

/** The registry's package holds a build for Linux on x64, with glibc. */
export function hasRegistryBuild({ platform, arch, isMusl }: Machine): boolean {
  return platform === 'linux' && arch === 'x64' && !isMusl;
}
