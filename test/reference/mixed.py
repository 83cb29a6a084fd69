"""Writes traces that mix what a run can have: losses, penalties, layers, optimisers, schedules, noise and packing.

    python test/reference/mixed.py FOLDER SEED...

writes FOLDER/mixed-SEED.json, in format 2 of README.md, for each seed: the seed chooses the configuration and every number. It
needs PyTorch and nothing of the program: the networks are torch.nn's, and so are the spectral norm, the optimisers, the clipping
and the derivatives. Everything is computed in float64, from weights and batches that were rounded to float32.

What README.md leaves open is taken as follows, and the program takes it so too:
- instance noise is on all that the discriminator is given, the real batch of a relativistic generator update (`noise_real`) and
  the points of the penalties included;
- R1 and R2 are of the logits that the loss is of: they are no use of their own, and no power iteration;
- a penalty between is a use of its own, after the real and the fake one; several of them share their ε.
"""

import base64
import json
import math
import random
import sys

import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy, relu, softplus

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

ACTIVATIONS = {
    "leaky_relu": None, "relu": nn.ReLU(), "tanh": nn.Tanh(), "elu": nn.ELU(), "sigmoid": nn.Sigmoid(),
    "silu": nn.SiLU(), "gelu": nn.GELU(), "softplus": nn.Softplus(),
}  # fmt: skip
LOSSES = ["bce", "minimax", "lsgan", "hinge", "wgan", "relativistic", "relativistic_average"]
OUTPUTS = {"identity": nn.Identity(), "tanh": nn.Tanh(), "sigmoid": nn.Sigmoid()}


def single(values):
    return values.to(torch.float32).to(torch.float64)


def text(values):
    return base64.b64encode(values.detach().to(torch.float32).contiguous().numpy().astype("<f4").tobytes()).decode()


def chosen_network(draw, inputs, outputs, is_discriminator, with_between, penalised):
    widths = [draw.choice([3, 5, 8, 12, 17, 24]) for _ in range(draw.choice([1, 2, 2, 3]))]
    network = {"layers": [inputs, *widths, outputs], "activation": draw.choice(list(ACTIVATIONS))}
    if network["activation"] == "leaky_relu":
        network["slope"] = draw.choice([0.01, 0.1, 0.2])
    norms = ["none", "none", "layer", "spectral"] + ([] if penalised else ["batch"])
    network["normalization"] = draw.choice(norms)
    if draw.random() < (0.25 if is_discriminator else 0.1):
        network["pieces"] = draw.choice([2, 3, 5])
    if not (is_discriminator and with_between) and draw.random() < 0.3:
        network["dropout"] = draw.choice([0.1, 0.25, 0.5])
    if not is_discriminator:
        network["output"] = draw.choice(["identity", "identity", "tanh", "sigmoid"])
    return network


def chosen_config(seed):
    draw = random.Random(seed)
    dimension = draw.choice([1, 2, 2])
    latent = draw.choice([1, 2, 3, 5])
    packing = draw.choice([1, 1, 2, 3])
    loss = LOSSES[seed % len(LOSSES)]
    penalties = draw.choice([
        [],
        [{"at": "real", "target": 0, "weight": draw.choice([0.1, 1.0, 10.0])}],
        [{"at": "real", "target": 0, "weight": 0.5}, {"at": "fake", "target": 0, "weight": 2.0}],
        [{"at": "between", "target": 1, "weight": draw.choice([0.1, 1.0, 10.0])}],
        [{"at": "fake", "target": 1, "weight": 0.3}, {"at": "between", "target": 0, "weight": 0.7}],
        [{"at": "between", "target": 1, "weight": 1.0}, {"at": "real", "target": 0, "weight": 1.0}, {"at": "between", "target": 0, "weight": 0.2}],
    ])  # fmt: skip
    between = any(one["at"] == "between" for one in penalties)
    config = {"name": f"mixed-{seed}", "seed": seed, "loss": loss}
    if penalties:
        config["penalties"] = penalties
    if loss in ("bce", "minimax") and draw.random() < 0.3:
        config["real_label"] = 0.9
    if draw.random() < 0.4:
        config["n_critic"] = draw.choice([2, 3])
    if packing > 1:
        config["packing"] = packing
    if draw.random() < 0.25:
        config["clip"] = draw.choice([0.05, 0.3])
    if draw.random() < 0.4:
        config["gradient_clip"] = draw.choice([0.02, 0.1, 1.0])
    if draw.random() < 0.45:
        config["instance_noise"] = draw.choice([0.1, 0.5])
    if draw.random() < 0.6:
        config["schedule"] = draw.choice([
            {"name": "linear", "final": draw.choice([0.0, 0.2])},
            {"name": "cosine", "final": draw.choice([0.0, 0.1])},
            {"name": "step", "every": draw.choice([3, 5]), "factor": draw.choice([0.5, 0.7])},
        ])  # fmt: skip
    config["generator"] = chosen_network(draw, latent, dimension, False, between, False)
    config["discriminator"] = chosen_network(draw, packing * dimension, 1, True, between, bool(penalties))
    name = draw.choice(["adam", "adam", "adamw", "sgd", "rmsprop"])
    optimizers = {}
    for which in ("generator", "discriminator"):
        one = {"lr": draw.choice([0.01, 0.03]) if name == "sgd" else draw.choice([0.0003, 0.001])}
        if name in ("adam", "adamw") and draw.random() < 0.5:
            one["betas"] = draw.choice([[0.0, 0.9], [0.5, 0.9], [0.9, 0.999]])
        if name == "sgd" and draw.random() < 0.6:
            one["momentum"] = draw.choice([0.5, 0.9])
        if name == "adamw" or (name == "sgd" and draw.random() < 0.5):
            one["weight_decay"] = draw.choice([0.01, 0.1])
        if name == "rmsprop" and draw.random() < 0.5:
            one["alpha"] = 0.9
        optimizers[which] = one
    config["optimizer"] = {"name": name, **optimizers}
    config["batch"] = draw.choice([5, 8, 13, 16, 19, 33])
    config["noise"] = draw.choice(["uniform", "normal"])
    config["data"] = "normal" if dimension == 1 else "ring8"
    config["steps"] = draw.choice([8, 12, 20])
    return config


class Network(nn.Module):
    """Hidden layers are linear, normalised, active (or the largest of their pieces), and dropped out; the last is linear, with an output activation."""

    def __init__(self, config, is_discriminator, fixed_bias):
        super().__init__()
        self.pieces = config.get("pieces", 1)
        self.dropout = config.get("dropout", 0)
        self.normalization = config.get("normalization", "none")
        activation = config.get("activation", "leaky_relu")
        self.activation = nn.LeakyReLU(config.get("slope", 0.01)) if activation == "leaky_relu" else ACTIVATIONS[activation]
        self.output = OUTPUTS[config.get("output", "identity")]
        self.linears, self.norms = nn.ModuleList(), nn.ModuleList()
        widths = config["layers"]
        for index, (inputs, outputs) in enumerate(zip(widths, widths[1:])):
            is_last = index == len(widths) - 2
            norm = "none" if is_last or (self.normalization == "batch" and is_discriminator and index == 0) else self.normalization
            linear = nn.Linear(inputs, outputs if is_last else outputs * self.pieces, bias=norm != "batch")
            if self.normalization == "spectral":
                linear = nn.utils.spectral_norm(linear, eps=1e-12)
            self.linears.append(linear)
            given = outputs * self.pieces
            kinds = {"batch": nn.BatchNorm1d, "layer": nn.LayerNorm}
            self.norms.append(kinds[norm](given) if norm in kinds else nn.Identity())
        self.double()
        if fixed_bias:
            self.linears[-1].bias.data.zero_()
            self.linears[-1].bias.requires_grad_(False)
        for values in [*self.parameters(), *self.buffers()]:
            if values.is_floating_point():
                values.data.copy_(single(values.data))
        for norm in self.norms:
            for values in norm.parameters():
                values.data.copy_(single(values.data + 0.1 * torch.randn_like(values)))

    def forward(self, x, masks=None):
        for index, (linear, norm) in enumerate(zip(self.linears, self.norms)):
            x = norm(linear(x))
            if index == len(self.linears) - 1:
                return self.output(x)
            x = x.view(len(x), -1, self.pieces).max(2).values if self.pieces > 1 else self.activation(x)
            if masks is not None:
                x = x * masks[index] / (1 - self.dropout)

    def draw_masks(self, rows):
        if self.dropout == 0:
            return None
        widths = [linear.out_features // self.pieces for linear in self.linears[:-1]]
        return [(torch.rand(rows, width) >= self.dropout).to(torch.get_default_dtype()) for width in widths]

    def _rows(self, of):
        rows = []
        for linear, norm in zip(self.linears, self.norms):
            weight = linear.weight_orig if self.normalization == "spectral" else linear.weight
            named = {"W": weight, "b": linear.bias, "gamma": getattr(norm, "weight", None), "beta": getattr(norm, "bias", None)}
            rows.append({key: of(values) for key, values in named.items() if values is not None and of(values) is not None})
        return rows

    def written(self):
        rows = self._rows(text)
        for row, linear, norm in zip(rows, self.linears, self.norms):
            if isinstance(norm, nn.BatchNorm1d):
                row["running_mean"], row["running_variance"] = text(norm.running_mean), text(norm.running_var)
            if self.normalization == "spectral":
                row["u"], row["v"] = text(linear.weight_u), text(linear.weight_v)
        return rows

    def written_gradient(self):
        return self._rows(lambda values: None if values.grad is None else text(values.grad))


def optimizer_of(name, settings, network):
    trained = [values for values in network.parameters() if values.requires_grad]
    lr, eps = settings["lr"], settings.get("eps", 1e-8)
    betas = settings.get("betas", (0.5, 0.999))
    decay = settings.get("weight_decay", 0)
    match name:
        case "adam":
            return torch.optim.Adam(trained, lr=lr, betas=betas, eps=eps)
        case "adamw":
            return torch.optim.AdamW(trained, lr=lr, betas=betas, eps=eps, weight_decay=decay)
        case "sgd":
            return torch.optim.SGD(trained, lr=lr, momentum=settings.get("momentum", 0), weight_decay=decay)
        case "rmsprop":
            return torch.optim.RMSprop(trained, lr=lr, alpha=settings.get("alpha", 0.99), eps=eps)


def rate_factor(schedule, step, steps):
    match schedule.get("name"):
        case "linear":
            return 1 - (1 - schedule["final"]) * step / steps
        case "cosine":
            return schedule["final"] + (1 - schedule["final"]) * (1 + math.cos(math.pi * step / steps)) / 2
        case "step":
            return schedule["factor"] ** (step // schedule["every"])
    return 1


def discriminator_losses(name, label, real, fake):
    match name:
        case "bce" | "minimax":
            return cross_entropy(real, torch.full_like(real, label)), cross_entropy(fake, torch.zeros_like(fake)), 0.5
        case "lsgan":
            return ((real - 1) ** 2).mean() / 2, (fake**2).mean() / 2, 1
        case "hinge":
            return relu(1 - real).mean(), relu(1 + fake).mean(), 1
        case "wgan":
            return -real.mean(), fake.mean(), 1
        case "relativistic":
            half = softplus(-(real - fake)).mean() / 2
            return half, half, 1
        case "relativistic_average":
            return softplus(-(real - fake.mean())).mean() / 2, softplus(fake - real.mean()).mean() / 2, 1


def generator_loss(name, real, fake):
    match name:
        case "bce":
            return cross_entropy(fake, torch.ones_like(fake))
        case "minimax":
            return -cross_entropy(fake, torch.zeros_like(fake))
        case "lsgan":
            return ((fake - 1) ** 2).mean() / 2
        case "hinge" | "wgan":
            return -fake.mean()
        case "relativistic":
            return softplus(-(fake - real)).mean()
        case "relativistic_average":
            return (softplus(-(fake - real.mean())).mean() + softplus(real - fake.mean()).mean()) / 2


def penalty_of(points, logits, target, weight):
    (gradient,) = torch.autograd.grad(logits.sum(), points, create_graph=True)
    if target == 0:
        return weight / 2 * gradient.square().sum(1).mean()
    return weight * (gradient.norm(dim=1) - 1).square().mean()


class Run:
    def __init__(self, config):
        self.config = config
        torch.manual_seed(config["seed"])
        relativistic = config["loss"].startswith("relativistic")
        self.reads_real = relativistic
        self.networks = {
            "generator": Network(config["generator"], False, False),
            "discriminator": Network(config["discriminator"], True, relativistic),
        }
        name = config["optimizer"].get("name", "adam")
        self.optimizers = {
            which: optimizer_of(name, config["optimizer"][which], network) for which, network in self.networks.items()
        }
        self.packing = config.get("packing", 1)
        self.dimension = config["discriminator"]["layers"][0] // self.packing

    def latent(self, rows):
        width = self.config["generator"]["layers"][0]
        return single(torch.rand(rows, width) if self.config["noise"] == "uniform" else torch.randn(rows, width))

    def data(self, rows):
        if self.config["data"] == "normal":
            return single(torch.randn(rows, self.dimension))
        angle = torch.randint(8, (rows,)) * (math.pi / 4)
        return single(2 * torch.stack([angle.cos(), angle.sin()], 1) + 0.05 * torch.randn(rows, 2))

    def generated(self, noise, masks):
        return self.networks["generator"](noise, masks).view(self.config["batch"], -1)

    def noised(self, points, key, step, record):
        scale = self.config.get("instance_noise", 0)
        if scale == 0:
            return points
        noise = single(torch.randn_like(points))
        record[key] = text(noise)
        return points + scale * (1 - step / self.config["steps"]) * noise

    def update(self, which, loss, factor, record):
        network, optimizer = self.networks[which], self.optimizers[which]
        network.zero_grad(set_to_none=True)
        loss.backward()
        gradient = network.written_gradient()
        clip = self.config.get("gradient_clip", 0)
        if clip > 0:
            record["gradient_norm"] = nn.utils.clip_grad_norm_(network.parameters(), clip).item()
        for group in optimizer.param_groups:
            group["lr"] = self.config["optimizer"][which]["lr"] * factor
        optimizer.step()
        return gradient

    def masked(self, record, **uses):
        drawn = {use: network.draw_masks(rows) for use, (network, rows) in uses.items()}
        kept = {use: [text(one) for one in masks] for use, masks in drawn.items() if masks is not None}
        if kept:
            record["masks"] = kept
        return drawn

    def discriminator_update(self, step, factor):
        config, batch = self.config, self.config["batch"]
        discriminator = self.networks["discriminator"]
        real, noise = self.data(self.packing * batch), self.latent(self.packing * batch)
        record = {"real": text(real), "noise": text(noise)}
        masks = self.masked(
            record,
            generator=(self.networks["generator"], self.packing * batch),
            real=(discriminator, batch),
            fake=(discriminator, batch),
        )
        fake = self.generated(noise, masks["generator"]).detach()
        points = {
            "real": self.noised(real.view(batch, -1), "noise_real", step, record).requires_grad_(),
            "fake": self.noised(fake, "noise_fake", step, record).requires_grad_(),
        }
        logits = {use: discriminator(points[use], masks[use]) for use in ("real", "fake")}
        of_real, of_fake, scale = discriminator_losses(config["loss"], config.get("real_label", 1), logits["real"], logits["fake"])
        penalties = config.get("penalties", [])
        total = scale * (of_real + of_fake)
        added = 0
        if any(one["at"] == "between" for one in penalties):
            epsilon = single(torch.rand(batch, 1))
            record["epsilon"] = text(epsilon)
        for one in penalties:
            if one["at"] == "between":
                rows = (epsilon * points["real"] + (1 - epsilon) * points["fake"]).detach().requires_grad_()
                added = added + penalty_of(rows, discriminator(rows), one["target"], one["weight"])
            else:
                added = added + penalty_of(points[one["at"]], logits[one["at"]], one["target"], one["weight"])
        record["loss_real"], record["loss_fake"] = of_real.item(), of_fake.item()
        if penalties:
            record["penalty"] = added.item()
        gradient = self.update("discriminator", total + added, factor, record)
        clip = config.get("clip", 0)
        if clip > 0:
            with torch.no_grad():
                for values in discriminator.parameters():
                    values.clamp_(-clip, clip)
        return record, gradient

    def generator_update(self, step, factor):
        config, batch = self.config, self.config["batch"]
        generator, discriminator = self.networks["generator"], self.networks["discriminator"]
        noise = self.latent(self.packing * batch)
        record = {"noise": text(noise)}
        uses = {"generator": (generator, self.packing * batch), "fake": (discriminator, batch)}
        if self.reads_real:
            real = self.data(self.packing * batch)
            record["real"] = text(real)
            uses["real"] = (discriminator, batch)
        masks = self.masked(record, **uses)
        of_real = None
        if self.reads_real:
            of_real = discriminator(self.noised(real.view(batch, -1), "noise_real", step, record), masks["real"])
        fake = self.noised(self.generated(noise, masks["generator"]), "noise_fake", step, record)
        loss = generator_loss(config["loss"], of_real, discriminator(fake, masks["fake"]))
        record["loss"] = loss.item()
        return record, self.update("generator", loss, factor, record)

    def weights(self):
        return {which: network.written() for which, network in self.networks.items()}

    def trace(self):
        config = self.config
        result = {"format": 2, "config": config, "initial": self.weights()}
        steps = []
        for step in range(config["steps"]):
            factor = rate_factor(config.get("schedule", {}), step, config["steps"])
            updates = []
            for _ in range(config.get("n_critic", 1)):
                record, gradient = self.discriminator_update(step, factor)
                updates.append(record)
                result.setdefault("first_gradient_discriminator", gradient)
            record, gradient = self.generator_update(step, factor)
            result.setdefault("first_gradient_generator", gradient)
            steps.append({"discriminator": updates, "generator": record})
        result["final"] = self.weights()
        if config["generator"].get("normalization") == "batch":
            noise = self.latent(10)
            result["evaluation"] = {"noise": text(noise), "samples": text(self.networks["generator"].eval()(noise))}
        result["steps"] = steps
        return result


if __name__ == "__main__":
    folder, *seeds = sys.argv[1:]
    for seed in map(int, seeds):
        with open(f"{folder}/mixed-{seed}.json", "w") as file:
            json.dump(Run(chosen_config(seed)).trace(), file)
