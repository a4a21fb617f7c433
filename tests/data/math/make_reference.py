"""Writes the reference values of this folder: python3 make_reference.py (Debian's python3-mpmath).

A line is: the argument, the true value as the double next to it, and what is left of it as another
double (hexadecimal). `pow` has two arguments.
"""
import random
from mpmath import erf, erfc, erfinv, exp, expm1, log, log1p, mp, mpf, power, sqrt

mp.dps = 60
random.seed(20261123)
COUNT = 400


def value_line(arguments, value):
    high = float(value)
    low = float(value - mpf(high))
    return ' '.join(x.hex() for x in (*arguments, high, low)) + '\n'


def write(name, arguments, function):
    with open(name + '.txt', 'w') as out:
        for a in arguments:
            a = a if isinstance(a, tuple) else (a,)
            out.write(value_line(a, function(*map(mpf, a))))


def uniform(low, high, count=COUNT):
    return [random.uniform(low, high) for _ in range(count)]


def spread(low, high, count=COUNT):
    """Of every size between 10^low and 10^high."""
    return [10 ** random.uniform(low, high) for _ in range(count)]


def quantile(p):
    if p == 0.5:
        return mpf(0)
    # From the logarithm of the tail by Newton's rule; the derivative of the quantile is 1 / density.
    tail = min(p, 1 - p)
    z = -sqrt(-2 * log(tail)) if tail < mpf('1e-3') else -sqrt(mpf(2)) * erfinv(1 - 2 * tail)
    for _ in range(100):
        below = erfc(-z / sqrt(mpf(2))) / 2
        density = exp(-z * z / 2) / sqrt(2 * mp.pi)
        step = below * log(below / tail) / density
        z -= step
        if abs(step) < abs(z) * mpf(10) ** -45:
            break
    else:
        raise ValueError(p)
    return z if p < 0.5 else -z


def write_pairs(name, arguments, function):
    """The argument and the value are each a double and the rest of them."""
    with open(name + '.txt', 'w') as out:
        for high in arguments:
            low = high * 2.0 ** -54 * random.uniform(-1, 1)
            out.write(value_line((high, low), function(mpf(high) + mpf(low))))


signs = lambda xs: [x if random.random() < 0.5 else -x for x in xs]
write('exp', uniform(-708, 709) + uniform(-1, 1, 100) + signs(spread(-12, 0, 50)), exp)
write('expm1', uniform(-36, 80, 200) + uniform(-1, 1, 200) + signs(spread(-15, 0, 100)), expm1)
write('log', spread(-300, 300, 250) + uniform(0.5, 2, 250), log)
write('log1p', spread(-15, 10, 200) + [-x for x in spread(-15, -0.001, 200)] + uniform(-0.5, 1, 100),
      log1p)
write('pow', [(1 + random.uniform(-0.9, 1), random.uniform(-500, 300)) for _ in range(200)]
      + [(x, random.uniform(-1.02, 1.02)) for x in spread(-300, 300, 200)], power)
write('erf', signs(spread(-10, 0.7, 200)) + uniform(-3, 3, 200), erf)
write('erfc', uniform(-3, 26.5) + signs(spread(-8, 0, 100)), erfc)
write('normal_cdf', uniform(-37.5, 8) + uniform(-3, 3, 150),
      lambda z: erfc(-z / sqrt(mpf(2))) / 2)
write('normal_quantile', uniform(0, 1, 200) + spread(-307, -0.31, 200)
      + [1 - p for p in spread(-15, -0.31, 100)], quantile)
write_pairs('exp_pair', uniform(-690, 690, 200) + uniform(-1, 1, 100) + signs(spread(-12, 2, 100)), exp)
