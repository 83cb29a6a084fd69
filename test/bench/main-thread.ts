// Loaded into a server that is measured (`node --import`): at each SIGUSR2 it writes the processor milliseconds that its main
// thread has used to the file that MAIN_THREAD_FILE names. Pool workers and the threads of Node itself are not in them.
import { renameSync, writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const file = process.env.MAIN_THREAD_FILE;
if (isMainThread && file !== undefined) {
  process.on('SIGUSR2', () => {
    const { user, system } = process.threadCpuUsage();
    writeFileSync(`${file}.part`, String((user + system) / 1000));
    renameSync(`${file}.part`, file);
  });
}
