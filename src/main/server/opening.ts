import { setTimeout as pause } from 'node:timers/promises';
import { browserObstacle, openInBrowser } from './browser.ts';
import { KeyFile } from './key-file.ts';
import type { WorkbenchServer } from './server.ts';
import { TICKET_MILLISECONDS } from './tickets.ts';

/** Opens the page in a browser and gives a sentence about the result. */
export async function openPage({ address, gate, entryCode }: WorkbenchServer): Promise<string> {
  const obstacle = browserObstacle();
  if (obstacle !== undefined) return `No browser was opened: ${obstacle}. Open the address above.`;
  const files: KeyFile[] = [];
  const removeFiles = () => {
    for (const file of files) file.remove();
  };
  process.once('exit', removeFiles);
  const entered = Promise.withResolvers<undefined>();
  const started = await openInBrowser({
    file: () => {
      const file = new KeyFile(address + gate.ticket(() => entered.resolve(undefined)));
      files.push(file);
      return file.url;
    },
    bare: () => {
      entryCode.issue();
      return address;
    },
  });
  if (started === undefined) return 'No browser could be started; open the address above.';
  const { name, given } = started;
  if (given === 'bare') return `${name} was started: enter the code there.`;
  const isOpen = await Promise.race([
    entered.promise.then(() => true),
    pause(TICKET_MILLISECONDS, false, { ref: false }),
  ]);
  removeFiles();
  return isOpen
    ? `It is open in ${name}.`
    : `${name} was started but did not open the page; open the address above in it.`;
}
