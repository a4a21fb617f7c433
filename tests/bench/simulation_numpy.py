"""The portfolio of simulation.cc, simulated with vectorised NumPy: what an analyst would write.

simulation_numpy.py CASES LINES DRAWS SEED PROCESSES prints the processor seconds it took, divided by
the processes; imports are left out.
"""
import multiprocessing
import resource
import sys

import numpy as np

PERCENTILES = np.array([0.05, 0.10, 0.25, 0.50, 0.75, 0.80, 0.85, 0.90, 0.95])
CURVE = np.linspace(0, 1, 101)


def draw(rng, line, base, shift, draws):
    kind = line % 10
    if kind < 4:
        return rng.triangular(base * 0.8, base * (1 + shift), base * 1.6, draws)
    if kind < 7:
        low, high = base * 0.8, base * 1.8
        share = (base * (1 + shift) - low) / (high - low)
        return low + (high - low) * rng.beta(1 + 4 * share, 5 - 4 * share, draws)
    if kind == 7:
        cv = 0.3 + shift
        return rng.lognormal(np.log(base), np.sqrt(np.log(1 + cv * cv)), draws)
    if kind == 8:
        return rng.uniform(base * 0.7, base * 1.3, draws)
    happens = rng.random(draws) < 0.15 + shift
    return np.where(happens, rng.triangular(base * 0.2, base * 0.5, base * 2, draws), 0.0)


def outcome(total):
    draws = len(total)
    reach = np.sqrt(PERCENTILES * (1 - PERCENTILES) / draws)
    points = np.concatenate(
        [PERCENTILES, PERCENTILES - reach, PERCENTILES + reach, CURVE]).clip(0, 1)
    total = np.sort(total)
    quantiles = np.quantile(total, points)
    errors = (quantiles[18:27] - quantiles[9:18]) / 2
    worst = draws // 20
    sd = total.std(ddof=1)
    return (total.mean(), sd, sd / np.sqrt(draws), quantiles[:9], errors, quantiles[27:],
            total[:worst].mean(), total[-worst:].mean())


def simulate(task):
    case, lines, draws, seed = task
    rng = np.random.Generator(np.random.Philox(key=[seed, case]))
    shift = (case % 97) / 400.0
    x = np.empty((lines, draws))
    cost_weights, npv_weights = np.empty(lines), np.empty(lines)
    plan = 0.0
    for line in range(lines):
        base = 100.0 + (case * 7 + line * 13) % 900
        benefit = line % 4 == 3
        x[line] = draw(rng, line, base, shift, draws)
        cost_weights[line] = 0.0 if benefit else 1.0
        npv_weights[line] = 2.7 if benefit else -0.9
        plan += 0.0 if benefit else base
    cost, npv = cost_weights @ x, npv_weights @ x
    away = x - x.mean(axis=1, keepdims=True)
    shares = [weights * (away @ (total - total.mean())) / (draws - 1) / total.var(ddof=1)
              for weights, total in ((cost_weights, cost), (npv_weights, npv))]
    return (outcome(cost), outcome(npv), (npv > 0).mean(), (cost <= plan * 1.2).mean(), shares,
            cost, npv)


def processor_seconds():
    uses = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(use.ru_utime + use.ru_stime for use in uses)


def main():
    cases, lines, draws, seed, processes = map(int, sys.argv[1:6])
    start = processor_seconds()
    tasks = [(case, lines, draws, seed) for case in range(cases)]
    cost, npv = np.zeros(draws), np.zeros(draws)
    with multiprocessing.Pool(processes) as pool:
        for result in pool.imap(simulate, tasks, chunksize=8):
            cost += result[5]
            npv += result[6]
        pool.close()
        pool.join()
    outcome(cost), outcome(npv)
    print((processor_seconds() - start) / processes)


if __name__ == "__main__":
    main()
