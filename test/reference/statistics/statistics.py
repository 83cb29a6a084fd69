"""Writes statistics.json: what src/shared/statistics has to find, computed with mpmath at 50 digits from the exact values of the doubles.

Where numpy, scipy and statsmodels are precise themselves, they are held against it. Needs them and mpmath:
    pip install numpy scipy statsmodels mpmath && python3 statistics.py
"""

import json
import pathlib

import mpmath
import numpy
import scipy.stats
from statsmodels.stats.multitest import multipletests

mpmath.mp.dps = 50
chance = numpy.random.default_rng(20240607)


def mean(values):
    return mpmath.fsum(values) / len(values)


def deviation(values):
    centre = mean(values)
    return mpmath.sqrt(mpmath.fsum((mpmath.mpf(v) - centre) ** 2 for v in values) / (len(values) - 1))


def quantile(values, share):
    ordered = sorted(mpmath.mpf(v) for v in values)
    place = mpmath.mpf(share) * (len(ordered) - 1)
    below = int(mpmath.floor(place))
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def tail(t, df):
    """P(T > t) for t >= 0."""
    return mpmath.betainc(df / 2, mpmath.mpf(1) / 2, 0, df / (df + t * t), regularized=True) / 2


def t_quantile(probability, df):
    start = mpmath.mpf(scipy.stats.t.ppf(float(probability), float(df)))
    return mpmath.findroot(lambda t: tail(t, df) - (1 - mpmath.mpf(probability)), start)


def error(sd, n, base_sd, base_n):
    variance, base_variance = sd**2 / n, base_sd**2 / base_n
    df = (variance + base_variance) ** 2 / (variance**2 / (n - 1) + base_variance**2 / (base_n - 1))
    return mpmath.sqrt(variance + base_variance), df


def near(ours, theirs, tolerance=1e-9):
    assert abs(float(ours) - float(theirs)) <= tolerance * abs(float(theirs)) + 1e-300, (ours, theirs)


def sample(values):
    values = [float(v) for v in values]
    n = len(values)
    found = {
        "values": values,
        "mean": mean(values),
        "median": quantile(values, 0.5),
        "quantiles": [[share, quantile(values, share)] for share in (0.0, 0.1, 0.25, 0.5, 0.625, 0.75, 0.9, 1.0)],
    }
    near(found["mean"], numpy.mean(values), 1e-7)
    for share, value in found["quantiles"]:
        near(value, numpy.quantile(values, share))
    if n > 1:
        sd = deviation(values)
        reach = t_quantile(mpmath.mpf("0.975"), mpmath.mpf(n - 1)) * sd / mpmath.sqrt(n)
        found |= {
            "standard_deviation": sd,
            "standard_error": sd / mpmath.sqrt(n),
            "interval_95": [found["mean"] - reach, found["mean"] + reach],
        }
    return found


def comparison(values, base):
    values, base = [float(v) for v in values], [float(v) for v in base]
    standard_error, df = error(deviation(values), len(values), deviation(base), len(base))
    difference = mean(values) - mean(base)
    t = difference / standard_error
    reach = t_quantile(mpmath.mpf("0.975"), df) * standard_error
    test = scipy.stats.ttest_ind(values, base, equal_var=False)
    near(t, test.statistic, 1e-6)
    near(df, test.df, 1e-6)
    near(2 * tail(abs(t), df), test.pvalue, 1e-4)
    return {
        "values": values,
        "base": base,
        "difference": difference,
        "standard_error": standard_error,
        "degrees_of_freedom": df,
        "t": t,
        "p": 2 * tail(abs(t), df),
        "low": difference - reach,
        "high": difference + reach,
    }


SAMPLES = [
    [0.25],
    [0.2, 0.4],
    *[chance.gamma(4, 0.05, n) for n in (2, 3, 5, 8, 16, 60, 301)],
    chance.normal(1e6, 1e-3, 24),
    chance.normal(0, 1e-12, 7),
    chance.normal(-3, 1e9, 11),
    chance.integers(5, 9, 16),
]
COMPARISONS = [
    (chance.normal(0.20, 0.04, 8), chance.normal(0.22, 0.05, 8)),
    (chance.normal(0.20, 0.04, 3), chance.normal(0.22, 0.05, 3)),
    (chance.normal(0.20, 0.30, 3), chance.normal(0.26, 0.01, 60)),
    (chance.normal(0.10, 0.01, 16), chance.normal(0.22, 0.01, 16)),
    (chance.normal(1.0, 0.01, 60), chance.normal(2.0, 0.01, 60)),
    (chance.normal(1e5 + 1e-3, 1e-3, 12), chance.normal(1e5, 1e-3, 9)),
    (chance.normal(0.2, 0.1, 5), [0.25, 0.25, 0.25, 0.25]),
    (chance.gamma(4, 0.05, 2), chance.gamma(4, 0.07, 2)),
]
P_VALUES = [
    [0.03],
    [0.01, 0.04, 0.03, 0.005],
    [0.6, 0.4, 0.9],
    [1e-30, 0.02, 0.02, 1.0, 0.013],
    [float(p) for p in chance.uniform(0, 0.1, 19)],
]

found = {
    "samples": [sample(values) for values in SAMPLES],
    "comparisons": [comparison(*pair) for pair in COMPARISONS],
    "holm": [{"p": ps, "corrected": [float(p) for p in multipletests(ps, method="holm")[1]]} for ps in P_VALUES],
}
target = pathlib.Path(__file__).with_name("statistics.json")
target.write_text(json.dumps(found, indent=1, default=float) + "\n")
