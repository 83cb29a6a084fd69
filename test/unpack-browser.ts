import chromium from '@sparticuz/chromium';

/** Unpacks the browser of the tests before any of them begins: two that did so at once would start it while it is still being written. */
export default async function unpackBrowser(): Promise<void> {
  if (process.platform === 'linux') await chromium.executablePath();
}
