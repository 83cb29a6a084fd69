import { spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { WorkbenchError } from '../../../shared/errors.ts';
import { WGAN_GP_UPDATES, type BenchmarkModel } from './models.ts';

/**
 * The same train step in PyTorch, as the first experiment was written, timed a request at a time: it reads
 * `{"widths": [...], "batch": n, "step": "vanilla" or "wgan-gp", "updates": n, "steps": n}` a line and answers with seconds.
 */
const SCRIPT = `
import json, sys, time
import torch
from torch import nn

torch.set_num_threads(1)
torch.manual_seed(0)
print(torch.__version__, flush=True)

def network(widths):
    layers = []
    for inputs, outputs in zip(widths, widths[1:]):
        layers += [nn.Linear(inputs, outputs), nn.LeakyReLU(0.01)]
    return nn.Sequential(*layers[:-1])

models = {}

def model(widths, batch):
    key = (tuple(widths), batch)
    if key not in models:
        generator, discriminator = network([1, *widths, 1]), network([1, *widths, 1])
        models[key] = (generator, discriminator,
            torch.optim.Adam(generator.parameters(), lr=2e-4, betas=(0.5, 0.999)),
            torch.optim.Adam(discriminator.parameters(), lr=1e-3, betas=(0.5, 0.999)),
            torch.ones(batch, 1), torch.zeros(batch, 1))
    return models[key]

loss = nn.BCEWithLogitsLoss()

def step(generator, discriminator, optimizer_generator, optimizer_discriminator, ones, zeros, batch):
    with torch.no_grad():
        fake = generator(torch.rand(batch, 1))
    optimizer_discriminator.zero_grad()
    ((loss(discriminator(torch.randn(batch, 1)), ones) + loss(discriminator(fake), zeros)) / 2).backward()
    optimizer_discriminator.step()
    optimizer_generator.zero_grad()
    loss(discriminator(generator(torch.rand(batch, 1))), ones).backward()
    optimizer_generator.step()

def wgan_gp_step(generator, discriminator, optimizer_generator, optimizer_discriminator, batch, updates):
    for _ in range(updates):
        real = torch.randn(batch, 1)
        with torch.no_grad():
            fake = generator(torch.rand(batch, 1))
        epsilon = torch.rand(batch, 1)
        between = (epsilon * real + (1 - epsilon) * fake).requires_grad_(True)
        gradient, = torch.autograd.grad(discriminator(between).sum(), between, create_graph=True)
        penalty = 10 * ((gradient.norm(2, dim=1) - 1) ** 2).mean()
        optimizer_discriminator.zero_grad()
        (discriminator(fake).mean() - discriminator(real).mean() + penalty).backward()
        optimizer_discriminator.step()
    optimizer_generator.zero_grad()
    (-discriminator(generator(torch.rand(batch, 1))).mean()).backward()
    optimizer_generator.step()

for line in sys.stdin:
    request = json.loads(line)
    parts = model(request['widths'], request['batch'])
    start = time.perf_counter()
    for _ in range(request['steps']):
        if request['step'] == 'wgan-gp':
            wgan_gp_step(*parts[:4], request['batch'], request['updates'])
        else:
            step(*parts, request['batch'])
    print(time.perf_counter() - start, flush=True)
`;

const PYTHONS = ['python3', '/usr/bin/python3', 'python'];

/** A Python process with PyTorch on one thread, which trains steps when asked and says how long they took. */
export class PyTorch {
  readonly version: string;
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string, undefined>;

  private constructor(
    version: string,
    child: ChildProcessByStdio<Writable, Readable, null>,
    lines: AsyncIterator<string, undefined>,
  ) {
    this.version = version;
    this.#child = child;
    this.#lines = lines;
  }

  /** Throws `no-pytorch` where no Python with torch is found. */
  static async start(): Promise<PyTorch> {
    const python = PYTHONS.find((name) => spawnSync(name, ['-c', 'import torch'], { stdio: 'ignore' }).status === 0);
    if (python === undefined) {
      const message =
        'bench --pytorch needs a python3 that can import torch (on Debian: the package python3-torch); none was found';
      throw new WorkbenchError('no-pytorch', message);
    }
    const child = spawn(python, ['-c', SCRIPT], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const { value } = await lines.next();
    return new PyTorch(String(value), child, lines);
  }

  /** Seconds that `steps` train steps took. */
  async train({ widths, batch, step }: BenchmarkModel, steps: number): Promise<number> {
    const request = { widths, batch, step, updates: WGAN_GP_UPDATES, steps };
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new WorkbenchError('no-pytorch', 'the Python process with PyTorch ended while it was being timed');
    return Number(value);
  }

  close(): void {
    this.#child.stdin.end();
  }
}
