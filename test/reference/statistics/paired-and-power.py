"""Writes paired-and-power.json: paired tests, non-central t, powers and Holm's intervals as scipy finds them.

Needs numpy and scipy (made with 2.4.6 and 1.17.1):
    python3 paired-and-power.py
"""

import json
import pathlib

import numpy
import scipy.integrate
import scipy.optimize
import scipy.stats

chance = numpy.random.default_rng(20261128)
t, nct, beta = scipy.stats.t, scipy.stats.nct, scipy.stats.beta


def two_sided_power(critical, df, noncentrality):
    above, below = nct.sf(critical, df, noncentrality), nct.cdf(-critical, df, noncentrality)
    # scipy finds no number so far out, where what is asked for is 1 or 0 to the last digit.
    if numpy.isnan(above) and noncentrality > critical + 20:
        above = 1.0
    if numpy.isnan(below) and noncentrality > 4:
        below = 0.0
    return above + below


def paired_power(difference, deviation, count, comparisons=1):
    level = 0.025 if count < 8 else 0.05
    critical = t.ppf(1 - level / 2 / comparisons, count - 1)
    return two_sided_power(critical, count - 1, difference / (deviation / numpy.sqrt(count)))


def welch_power(difference, sides, comparisons=1):
    """Over the share of the first side in the sum of squares, given which t is a non-central t times a factor."""
    (s1, n1), (s2, n2) = sides
    true_error, df = numpy.sqrt(s1**2 / n1 + s2**2 / n2), n1 + n2 - 2

    def given(share):
        v1, v2 = s1**2 * share / ((n1 - 1) * n1), s2**2 * (1 - share) / ((n2 - 1) * n2)
        found = (v1 + v2) ** 2 / (v1**2 / (n1 - 1) + v2**2 / (n2 - 1))
        critical = t.ppf(1 - 0.025 / comparisons, found) * numpy.sqrt(df * (v1 + v2)) / true_error
        return two_sided_power(critical, df, difference / true_error) * beta.pdf(share, (n1 - 1) / 2, (n2 - 1) / 2)

    cuts = numpy.unique([0, *beta.ppf([1e-9, 0.001, 0.1, 0.5, 0.9, 0.999, 1 - 1e-9], (n1 - 1) / 2, (n2 - 1) / 2), 1])
    return sum(
        scipy.integrate.quad(given, a, b, epsabs=1e-13, epsrel=1e-12, limit=400)[0] for a, b in zip(cuts, cuts[1:])
    )


def smallest(power, error):
    """Where a rising power passes 80 %; `error` is the standard error, the measure of it."""
    high = error
    while power(high) < 0.8:
        high *= 1.5
    return scipy.optimize.brentq(lambda d: power(d) - 0.8, error / 2, high, xtol=1e-14 * error, rtol=1e-13)


def needed(power):
    """The least count from 3 on for which power(count) is 80 %; None above 10,000."""
    if power(10_000) < 0.8:
        return None
    few, enough = 2, 10_000
    while enough - few > 1:
        middle = (few + enough) // 2
        few, enough = (few, middle) if power(middle) >= 0.8 else (middle, enough)
    return enough


def paired(values, base):
    values, base = [float(v) for v in values], [float(v) for v in base]
    found = scipy.stats.ttest_rel(values, base)
    interval = found.confidence_interval(0.95)
    differences = numpy.array(values) - numpy.array(base)
    deviation, count = differences.std(ddof=1), len(differences)
    return {
        "values": values,
        "base": base,
        "difference": differences.mean(),
        "standard_error": scipy.stats.sem(differences),
        "degrees_of_freedom": int(found.df),
        "t": found.statistic,
        "p": found.pvalue,
        "low": interval.low,
        "high": interval.high,
        "correlation": scipy.stats.pearsonr(values, base).statistic,
        "smallest_difference": smallest(lambda d: paired_power(d, deviation, count), scipy.stats.sem(differences)),
        "smallest_difference_of_9": smallest(
            lambda d: paired_power(d, deviation, count, 9), scipy.stats.sem(differences)
        ),
        "seeds_needed": needed(lambda n: paired_power(abs(differences.mean()), deviation, n)),
    }


def power_of(difference, sides, comparisons):
    return {
        "difference": difference,
        "sides": sides,
        "comparisons": comparisons,
        "power": welch_power(difference, sides, comparisons),
    }


def welch_smallest(sides, comparisons):
    error = numpy.sqrt(sum(s**2 / n for s, n in sides))
    difference = smallest(lambda d: welch_power(d, sides, comparisons), error)
    with_count = lambda n: [[s, n] for s, _ in sides]
    return {
        "sides": sides,
        "comparisons": comparisons,
        "difference": difference,
        "seeds_needed_of_a_third": needed(lambda n: welch_power(difference / 3, with_count(n), comparisons)),
    }


def holm(ps):
    order = numpy.argsort(ps)
    corrected, largest = [0.0] * len(ps), 0.0
    for rank, index in enumerate(order):
        largest = max(largest, min(1.0, (len(ps) - rank) * ps[index]))
        corrected[index] = float(largest)
    return corrected


def family(arms, base):
    """Each arm against the base by Welch's test: Holm's p, and intervals that hold together (Bonferroni's)."""
    tests = [scipy.stats.ttest_ind(arm, base, equal_var=False) for arm in arms]
    ps = holm([float(test.pvalue) for test in tests])
    intervals = [[float(end) for end in test.confidence_interval(1 - 0.05 / len(arms))] for test in tests]
    return {
        "arms": [[float(v) for v in arm] for arm in arms],
        "base": [float(v) for v in base],
        "holm": ps,
        "intervals": intervals,
    }


def alike(n, correlation, difference, spread=0.03):
    base = chance.normal(0.2, spread, n)
    own = correlation * (base - 0.2) + numpy.sqrt(1 - correlation**2) * chance.normal(0, spread, n)
    return 0.2 + difference + own, base


found = {
    "paired": [
        paired(*alike(8, 0.47, -0.01)),
        paired(*alike(3, 0.6, 0.02)),
        paired(*alike(8, 0.74, 0.03)),
        paired(*alike(16, -0.2, 0.0)),
        paired(*alike(64, 0.47, 0.004)),
        paired(*alike(4, 0.9, 0.2)),
    ],
    "noncentral_t": [
        {"t": x, "degrees_of_freedom": df, "noncentrality": d, "probability": float(nct.cdf(x, df, d))}
        for df in (2, 2.7, 4, 7, 14, 30.5, 126, 1998)
        for d in (0.0, 0.3, 1.0, 2.8, 4.0, 9.0)
        for x in (-2.0, 0.0, 1.0, 2.0, 4.3, 12.0)
    ],
    "welch_power": [
        *[power_of(d, [[1, n], [1, n]], 1) for n in (3, 4, 8, 16, 64) for d in (0.0, 1.0, 2.0)],
        power_of(1.0, [[1, 3], [0.1, 60]], 1),
        power_of(1.5, [[1, 8], [2, 6]], 1),
        power_of(3.0, [[1, 3], [1, 3]], 9),
        power_of(2.0, [[1, 8], [0.5, 8]], 4),
    ],
    "welch_smallest": [
        welch_smallest(sides, m)
        for sides, m in (
            ([[1, 3], [1, 3]], 1),
            ([[0.03, 8], [0.05, 8]], 1),
            ([[0.03, 8], [0.05, 8]], 3),
            ([[0.03, 4], [0.05, 12]], 1),
        )
    ],
    "families": [
        family([chance.normal(0.2 + shift, 0.03, 8) for shift in shifts], chance.normal(0.2, 0.03, 8))
        for shifts in ((0.0,), (0.0, 0.0, 0.0, 0.0), (0.05, 0.0, -0.06), (0.04, 0.042, 0.038, 0.045, 0.04))
    ],
}
target = pathlib.Path(__file__).with_name("paired-and-power.json")
target.write_text(json.dumps(found, indent=1, default=float) + "\n")
