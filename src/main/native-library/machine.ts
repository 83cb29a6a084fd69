/** What decides which builds of a native library run here. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  /** Linux without glibc, such as Alpine. */
  readonly isMusl: boolean;
}

export function thisMachine(): Machine {
  return { platform: process.platform, arch: process.arch, isMusl: process.platform === 'linux' && !hasGlibc() };
}

function hasGlibc(): boolean {
  // Otherwise the report looks up names in the network, which can take seconds.
  const report = Object.assign(process.report, { excludeNetwork: true });
  const { header } = report.getReport() as { readonly header: { readonly glibcVersionRuntime?: string } };
  return header.glibcVersionRuntime !== undefined;
}

const NAMES: Partial<Record<NodeJS.Platform, string>> = { darwin: 'macOS', linux: 'Linux', win32: 'Windows' };

/** The name of the machine's platform, such as `Linux (x64)` or `Linux without glibc (arm64)`. */
export function describeMachine({ platform, arch, isMusl }: Machine): string {
  return `${NAMES[platform] ?? platform}${isMusl ? ' without glibc' : ''} (${arch})`;
}
