/**
 * The same train step in PyTorch, as the first experiment was written, timed a request at a time. It first prints a line about PyTorch,
 * then reads `{"widths": [...], "batch": n, "step": "vanilla" or "wgan-gp", "updates": n, "way": ..., "steps": n, "limit": seconds or 0}`
 * a line and answers each with `{"seconds": n}` or `{"failed": reason}`.
 */
export const PYTORCH_SCRIPT = `
import json, logging, os, re, shutil, signal, sys, time, warnings
warnings.filterwarnings('ignore')
import torch
logging.getLogger('torch').setLevel(logging.ERROR)
from torch import nn

torch.set_num_threads(1)
torch.manual_seed(0)
answers = os.fdopen(os.dup(1), 'w')
os.dup2(2, 1)

def tell(answer):
    print(json.dumps(answer), file=answers, flush=True)

def libraries():
    torch.mm(torch.ones(64, 64), torch.ones(64, 64))
    try:
        with open('/proc/self/maps') as maps:
            paths = {line.split(None, 5)[5].strip() for line in maps if len(line.split(None, 5)) == 6}
    except OSError:
        return []
    return sorted(os.path.realpath(path) for path in paths if re.search(r'blas|mkl|blis|atlas', path.lower()))

built = re.search(r'BLAS_INFO=(\\w+)', torch.__config__.show())
compilers = [os.environ.get('CXX') or 'g++', 'clang++', 'c++']
compiler = next((found for found in map(shutil.which, compilers) if found), None)
tell({'version': torch.__version__, 'blas': {'built': built.group(1) if built else '', 'libraries': libraries()}, 'compiler': compiler})

def network(widths):
    layers = []
    for inputs, outputs in zip(widths, widths[1:]):
        layers += [nn.Linear(inputs, outputs), nn.LeakyReLU(0.01)]
    return nn.Sequential(*layers[:-1])

models = {}

def model(widths, batch, way):
    key = (tuple(widths), batch, way)
    if key not in models:
        generator, discriminator = network([1, *widths, 1]), network([1, *widths, 1])
        options = {'foreach': {'foreach': True}, 'fused Adam': {'fused': True}}.get(way, {})
        optimizers = (torch.optim.Adam(generator.parameters(), lr=2e-4, betas=(0.5, 0.999), **options),
            torch.optim.Adam(discriminator.parameters(), lr=1e-3, betas=(0.5, 0.999), **options))
        if way == 'jit.trace':
            generator, discriminator = (torch.jit.trace(each, torch.randn(batch, 1)) for each in (generator, discriminator))
        if way == 'compile':
            if compiler is None:
                raise RuntimeError('torch.compile needs a C++ compiler (on Debian: the package g++), and there is none')
            # What was compiled for other models counts against a limit, past which nothing more is compiled.
            torch.compiler.reset()
            generator, discriminator = torch.compile(generator), torch.compile(discriminator)
        models[key] = (generator, discriminator, *optimizers, torch.ones(batch, 1), torch.zeros(batch, 1))
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

class TookTooLong(Exception):
    pass

def stop(*_):
    raise TookTooLong()

def limit(seconds):
    if hasattr(signal, 'SIGALRM'):
        signal.signal(signal.SIGALRM, stop)
        signal.alarm(seconds)

for line in sys.stdin:
    request = json.loads(line)
    try:
        limit(request['limit'])
        parts = model(request['widths'], request['batch'], request['way'])
        start = time.perf_counter()
        for _ in range(request['steps']):
            if request['step'] == 'wgan-gp':
                wgan_gp_step(*parts[:4], request['batch'], request['updates'])
            else:
                step(*parts, request['batch'])
        seconds = time.perf_counter() - start
        limit(0)
        tell({'seconds': seconds})
    except TookTooLong:
        tell({'failed': 'its first steps took longer than %d seconds' % request['limit']})
    except Exception as error:
        limit(0)
        tell({'failed': (str(error).strip() or type(error).__name__).splitlines()[0]})
`;
