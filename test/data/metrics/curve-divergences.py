"""Writes curve-divergences.json beside this file: Jensen-Shannon divergences by numerical integration.

python3 test/data/metrics/curve-divergences.py, with numpy and scipy 1.17. A generator's curve a + b z + c z^3 is given at 256 evenly
spaced latents of U(0, 1) in float32, as a run draws it; each piece spreads 1/255 of the probability evenly over its image.
"""

import json
import pathlib

import numpy as np
from scipy import integrate, stats

LAWS = [
    ({"law": "normal", "mean": 0, "standard_deviation": 1}, stats.norm(), [(-1, 2, 0), (-2, 3, 1), (0.5, 0.3, 0)]),
    ({"law": "uniform", "low": -1, "high": 2}, stats.uniform(-1, 3), [(-1.2, 3, 0), (-0.5, 1, 1.7), (1.9, 0.5, 0)]),
    ({"law": "exponential", "rate": 1}, stats.expon(), [(-0.05, 2.5, 0), (0, 1, 3), (0.1, 0.3, 0), (-0.01, 1.5, 5)]),
    ({"law": "laplace", "location": 1, "scale": 2}, stats.laplace(1, 2), [(-3, 8, 0), (-1, 3, 6), (1, 0.2, 0)]),
    (
        {"law": "log_normal", "log_mean": 0, "log_standard_deviation": 1},
        stats.lognorm(1),
        [(0, 3, 0), (0.1, 2, 6), (-0.2, 1.5, 20)],
    ),
    (
        {"law": "student_t", "degrees_of_freedom": 1, "location": 0, "scale": 1},
        stats.cauchy(),
        [(-3, 6, 0), (-200, 400, 0), (-1, 2, 0.5)],
    ),
    (
        {"law": "student_t", "degrees_of_freedom": 3, "location": 0, "scale": 1},
        stats.t(3),
        [(-2, 4, 0), (-1, 2, 8), (0.2, 0.1, 0)],
    ),
]
MIXTURE = {"law": "mixture", "weights": [0.3, 0.7], "means": [-2, 2], "standard_deviations": [0.02, 0.5]}


class Mixture:
    parts = [(0.3, stats.norm(-2, 0.02)), (0.7, stats.norm(2, 0.5))]

    def pdf(self, x):
        return sum(weight * law.pdf(x) for weight, law in self.parts)

    def cdf(self, x):
        return sum(weight * law.cdf(x) for weight, law in self.parts)


LAWS.append((MIXTURE, Mixture(), [(-2.5, 5, 0), (-2.05, 0.1, 4.5), (-2, 0.01, 0)]))


def divergence(law, curve):
    pieces = len(curve) - 1
    total = 0.0

    def part(x, q):
        p = law.pdf(x)
        real = p * np.log(2 * p / (p + q)) if p > 0 else 0.0
        return (real + q * np.log(2 * q / (p + q))) / 2

    for low, high in zip(curve[:-1], curve[1:]):
        q = 1 / (pieces * (high - low))
        ends = [end for end in (-1.0, 0.0, 2.0) if low < end < high]
        for start, stop in zip([low, *ends], [*ends, high]):
            total += integrate.quad(part, start, stop, args=(q,), epsabs=1e-13, epsrel=1e-10, limit=200)[0]
    outside = law.cdf(curve[0]) + 1 - law.cdf(curve[-1])
    return total + outside * np.log(2) / 2


def main():
    latents = (np.arange(256) / 255).astype(np.float32).astype(float)
    cases = []
    for config, law, generators in LAWS:
        for a, b, c in generators:
            curve = (a + b * latents + c * latents**3).astype(np.float32).astype(float)
            cases.append({"target": config, "generator": [a, b, c], "divergence": float(divergence(law, curve))})
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(cases, indent=1) + "\n")


main()
