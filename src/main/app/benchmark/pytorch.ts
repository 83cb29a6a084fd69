import { spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';
import { WorkbenchError } from '../../../shared/errors.ts';
import { blasOf, blasEnvironment, type Blas } from './blas.ts';
import { WGAN_GP_UPDATES, type BenchmarkModel } from './models.ts';
import { PYTORCH_SCRIPT } from './pytorch-script.ts';

/** Ways to run the same train step in PyTorch: as it is usually written, and what its users do to be fast. */
export const PYTORCH_WAYS = ['eager', 'jit.trace', 'foreach', 'fused Adam', 'compile'] as const;
export type PyTorchWay = (typeof PYTORCH_WAYS)[number];

/** The first step of a way, which may compile code, takes so many seconds at most. */
const WARM_UP_SECONDS = 120;

const PYTHONS = ['python3', '/usr/bin/python3', 'python'];

const started = z.object({
  version: z.string(),
  blas: z.object({ built: z.string(), libraries: z.array(z.string()) }),
  /** The C++ compiler that torch.compile needs; null if there is none. */
  compiler: z.string().nullable(),
});

const answered = z.union([z.object({ seconds: z.number() }), z.object({ failed: z.string() })]);

/** A Python process with PyTorch on one thread, which trains steps when asked and says how long they took. */
export class PyTorch {
  readonly version: string;
  readonly blas: Blas;
  readonly compiler: string | undefined;
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string, undefined>;

  private constructor(
    { version, blas, compiler }: z.infer<typeof started>,
    child: ChildProcessByStdio<Writable, Readable, null>,
    lines: AsyncIterator<string, undefined>,
  ) {
    this.version = version;
    this.blas = blasOf(blas);
    this.compiler = compiler ?? undefined;
    this.#child = child;
    this.#lines = lines;
  }

  /** Throws `no-pytorch` where no Python with torch is found. */
  static async start(): Promise<PyTorch> {
    const env = blasEnvironment(process.env);
    const python = PYTHONS.find(
      (name) => spawnSync(name, ['-c', 'import torch'], { stdio: 'ignore', env }).status === 0,
    );
    if (python === undefined) {
      const message =
        'bench --pytorch needs a python3 that can import torch (on Debian: the package python3-torch); none was found';
      throw new WorkbenchError('no-pytorch', message);
    }
    const child = spawn(python, ['-c', PYTORCH_SCRIPT], { stdio: ['pipe', 'pipe', 'inherit'], env });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const { value } = await lines.next();
    return new PyTorch(started.parse(JSON.parse(String(value))), child, lines);
  }

  /** Prepares a way for a model, with its first steps. Gives the reason if the way does not work here; undefined if it does. */
  async prepare(model: BenchmarkModel, way: PyTorchWay): Promise<string | undefined> {
    const answer = await this.#ask({ ...requestOf(model, way), steps: 3, limit: WARM_UP_SECONDS });
    return 'failed' in answer ? answer.failed : undefined;
  }

  /** Seconds that `steps` train steps took, run in a way that was prepared. */
  async train(model: BenchmarkModel, steps: number, way: PyTorchWay = 'eager'): Promise<number> {
    const answer = await this.#ask({ ...requestOf(model, way), steps, limit: 0 });
    if ('failed' in answer) throw new WorkbenchError('no-pytorch', `PyTorch could not train: ${answer.failed}`);
    return answer.seconds;
  }

  async #ask(request: object): Promise<z.infer<typeof answered>> {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new WorkbenchError('no-pytorch', 'the Python process with PyTorch ended while it was being timed');
    return answered.parse(JSON.parse(value));
  }

  close(): void {
    this.#child.stdin.end();
  }
}

const requestOf = ({ widths, batch, step }: BenchmarkModel, way: PyTorchWay) => ({
  widths,
  batch,
  step,
  updates: WGAN_GP_UPDATES,
  way,
});
