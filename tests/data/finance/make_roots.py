"""Writes irr_roots.txt and xirr_roots.txt: python3 make_roots.py (Debian's python3-mpmath).

Random flows and every rate of return above -1, from all complex roots of the polynomial at 80 digits.
A line of irr_roots.txt is: the flows, "|", the rates. In xirr_roots.txt a flow is day:amount, and the year
has 365 days.
"""
import random
from mpmath import mp, mpf, polyroots

mp.dps = 80
random.seed(20261123)


def growths(coefficients):
    """The positive real roots, rising, of the polynomial with these coefficients, highest first."""
    while coefficients and coefficients[0] == 0:
        coefficients = coefficients[1:]
    while coefficients and coefficients[-1] == 0:
        coefficients = coefficients[:-1]
    if len(coefficients) < 2:
        return []
    roots = polyroots([mpf(c) for c in coefficients], maxsteps=2000, extraprec=600)
    return sorted(r.real for r in roots if abs(r.imag) < mpf(10) ** -40 and r.real > 0)


def flows_of(kind, count):
    if kind == 'project':  # pay first, gain later, pay again at the end
        return ([-random.randint(1, 500000) / 100 for _ in range(random.randint(1, 3))]
                + [random.randint(0, 200000) / 100 for _ in range(count)]
                + [-random.randint(0, 300000) / 100 for _ in range(random.randint(0, 2))])
    if kind == 'any':
        return [random.randint(-100000, 100000) / 100 for _ in range(count)]
    if kind == 'sizes':
        return [random.choice((-1, 1)) * round(10 ** random.uniform(-2, 9), 2) for _ in range(count)]
    # Flows with chosen growths, as a product of (1 + r - g); rounded, so that only the flows are exact.
    product = [1.0]
    for _ in range(count):
        g = random.choice((random.uniform(0.3, 3), random.uniform(0.99, 1.2)))
        product = [a - g * b for a, b in zip(product + [0.0], [0.0] + product)]
    return [1000 * c for c in product]


def rates(flows):
    return ' '.join(repr(float(g - 1)) for g in growths(flows))


with open('irr_roots.txt', 'w') as out:
    for kind, count in [('project', 20)] * 60 + [('any', 12)] * 60 + [('sizes', 15)] * 60 \
            + [('any', 40)] * 10 + [('roots', 3)] * 30 + [('roots', 6)] * 30:
        flows = flows_of(kind, count)
        out.write(' '.join(map(repr, flows)) + ' | ' + rates(flows) + '\n')

with open('xirr_roots.txt', 'w') as out:
    for _ in range(80):
        step = random.choice((1, 5, 73, 365))
        flows = flows_of(random.choice(('project', 'any', 'sizes')), random.randint(2, 14))
        found = []
        for y in growths(flows):
            rate = y ** (mpf(365) / step) - 1
            if -1 < float(rate) < 1e6:
                found.append(rate)
            else:
                break
        else:
            first = random.randint(-20000, 20000)
            pairs = [f'{first + i * step}:{flow!r}' for i, flow in enumerate(flows)]
            random.shuffle(pairs)
            out.write(' '.join(pairs) + ' | ' + ' '.join(repr(float(r)) for r in found) + '\n')
