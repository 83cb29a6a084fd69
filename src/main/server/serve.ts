import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { counted } from '../../shared/counted.ts';
import { WorkbenchError } from '../../shared/errors.ts';
import { hasLivingOwner } from '../store/owners.ts';
import { Application } from '../app/application.ts';
import { askedStore } from '../app/settings-file.ts';
import { keepFilesPrivate } from '../private-files.ts';
import { keepTerminalPlain } from '../terminal.ts';
import { dataFolder } from '../locations.ts';
import { readArguments } from './arguments.ts';
import { Interruption } from './interruption.ts';
import { openPage } from './opening.ts';
import { WorkbenchServer } from './server.ts';

function describe(server: WorkbenchServer, store: string): string {
  const lines = [`GAN Workbench: ${server.address}${server.gate.key}`];
  if (process.env.SSH_CONNECTION) {
    const { port } = new URL(server.address);
    lines.push(`From your own machine: ssh -L ${port}:127.0.0.1:${port} ${hostname()}, then open that address there.`);
  }
  lines.push(`Runs are kept in ${store}. Press Ctrl-C to stop; running training can be resumed later.`);
  return lines.join('\n');
}

/** Whether another process that lives has the store open. */
function isOpenElsewhere(store: string): boolean {
  try {
    return existsSync(store) && hasLivingOwner(store);
  } catch (error) {
    // In a folder where nothing may be written it cannot be found out.
    if (error instanceof WorkbenchError) return false;
    throw error;
  }
}

/** Ends the server and then the workbench, and prints what happens to the runs. */
async function stop(server: WorkbenchServer, application: Application): Promise<void> {
  const { training: interrupted, waiting: queued } = application.active;
  await server.close();
  await application.close('pause');
  const parts = [
    ...(interrupted > 0 ? [`${counted(interrupted, 'run is', 'runs are')} interrupted and can be resumed`] : []),
    ...(queued > 0 ? [`${counted(queued, 'run stays', 'runs stay')} queued`] : []),
  ];
  console.log(parts.length === 0 ? 'The workbench has stopped.' : `The workbench has stopped: ${parts.join(', ')}.`);
}

async function serve(args: readonly string[]): Promise<void> {
  const { store, jobs, port, open } = readArguments(args);
  const isShared = isOpenElsewhere(askedStore(store));
  const application = new Application({ store, jobs });
  let server: WorkbenchServer;
  try {
    server = await WorkbenchServer.start(application, {
      port,
      printCode: (code) => console.log(`Code for the page: ${code}`),
    });
  } catch (error) {
    await application.close('pause');
    throw error;
  }
  new Interruption(() => {
    stop(server, application).then(() => process.exit(), fail);
  }).listen();
  process.on('uncaughtException', (error) => {
    application.log.error(error);
    fail(error);
  });
  console.log(describe(server, application.store.path));
  if (isShared)
    console.log('Another window or command has this store open: each shows what both record, and trains its own runs.');
  if (open) console.log(await openPage(server));
}

function fail(error: unknown): never {
  // As text: what the console writes of an object is coloured, and would be written out.
  if (error instanceof WorkbenchError) console.error(error.message);
  else console.error(error instanceof Error ? error.stack : String(error));
  process.exit(1);
}

keepTerminalPlain();
keepFilesPrivate(dataFolder());

// Whoever reads what we say may stop reading: the server goes on.
process.stdout.on('error', () => undefined);

try {
  await serve(process.argv.slice(2));
} catch (error) {
  fail(error);
}
