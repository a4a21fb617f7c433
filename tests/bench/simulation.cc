#include "tests/bench/simulation.h"

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <optional>
#include <thread>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "libs/base/status_macros.h"
#include "libs/domain/simulation/sampler.h"
#include "libs/domain/simulation/simulate.h"

namespace cartera::bench {
namespace {

namespace sim = ::cartera::simulation;

constexpr int kRepetitions = 5;

// Threads made for each call, which take the next task when they are done with one.
class Threads final : public sim::Executor {
 public:
  explicit Threads(int count) : count_(count) {}
  void Run(int count, absl::FunctionRef<void(int)> task) override {
    std::atomic<int> next{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < std::min(count, count_); ++i) {
      threads.emplace_back([&] {
        for (int at = next++; at < count; at = next++) task(at);
      });
    }
    for (std::thread& thread : threads) thread.join();
  }

 private:
  int count_;
};

// A line of a case as they are in practice; numbers in thousands, no two cases alike. The same
// lines are made in simulation_numpy.py.
sim::Distribution DistributionOf(int line, double base, double shift) {
  switch (line % 10) {
    case 0:
    case 1:
    case 2:
    case 3:
      return sim::Triangular{base * 0.8, base * (1 + shift), base * 1.6};
    case 4:
    case 5:
    case 6:
      return sim::BetaPert{base * 0.8, base * (1 + shift), base * 1.8};
    case 7:
      return sim::Lognormal{base, 0.3 + shift};
    case 8:
      return sim::Uniform{base * 0.7, base * 1.3};
    default:
      return sim::Event{0.15 + shift, sim::Triangular{base * 0.2, base * 0.5, base * 2}};
  }
}

sim::Portfolio PortfolioOf(const SimulationSize& size, bool correlated) {
  sim::Portfolio portfolio;
  for (int i = 0; i < size.cases; ++i) {
    sim::Case& made = portfolio.cases.emplace_back();
    made.stream = static_cast<uint32_t>(i);
    double plan = 0;
    for (int k = 0; k < size.lines; ++k) {
      const double base = 100 + (i * 7 + k * 13) % 900;
      const double shift = (i % 97) / 400.0;
      const bool benefit = k % 4 == 3;
      made.lines.push_back({.distribution = DistributionOf(k, base, shift),
                            .cost_weight = benefit ? 0.0 : 1.0,
                            .npv_weight = benefit ? 2.7 : -0.9});
      plan += benefit ? 0 : base;
    }
    made.budget = plan * 1.2;
    if (!correlated) continue;
    for (int a = 0; a < size.lines; ++a) {
      for (int b = 0; b < size.lines; ++b) made.correlation.push_back(a == b ? 1 : 0.3);
    }
  }
  return portfolio;
}

// On the clock, and of processors, shared by the threads: what idle cores would take. Other work on
// the machine lengthens the first and hardly the second, so ratios are of the second.
struct Taken {
  double clock_s = 1e9;
  double processor_s = 1e9;
};

double ProcessorSeconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

// The lesser of what it took before and what it takes now.
void Time(int threads, const std::function<void()>& run, Taken* least) {
  const absl::Time start = absl::Now();
  const double before = ProcessorSeconds();
  run();
  least->processor_s = std::min(least->processor_s, (ProcessorSeconds() - before) / threads);
  least->clock_s = std::min(least->clock_s, absl::ToDoubleSeconds(absl::Now() - start));
}

// All uniform numbers of a portfolio, and, with `sample`, what becomes of them.
void Draw(const SimulationSize& size, const sim::Portfolio& portfolio, bool sample) {
  const sim::Kernels& kernels = sim::FastestKernels();
  constexpr size_t kAtOnce = 512;
  Threads(size.threads).Run(size.cases, [&](int i) {
    std::array<double, kAtOnce> values;
    for (int k = 0; k < size.lines; ++k) {
      const sim::Sequence sequence{
          .seed = size.seed, .stream = static_cast<uint32_t>(i), .line = static_cast<uint32_t>(k)};
      std::optional<sim::Sampler> sampler;
      if (sample) sampler.emplace(portfolio.cases[i].lines[k].distribution);
      for (int64_t at = 0; at < size.draws; at += kAtOnce) {
        const size_t n = std::min<size_t>(kAtOnce, (size.draws - at + 15) / 16 * 16);
        kernels.uniforms(sequence, at, n, values.data());
        if (sample) sampler->FromUniform(kernels, n, values.data());
      }
    }
  });
}

// Processor seconds as simulation_numpy.py says, shared by its processes, or 0 without numpy.
double NumpySeconds(const SimulationSize& size, const std::string& folder) {
  // Threads inside NumPy's own loops would only compete with its processes.
  const std::string command = absl::StrFormat(
      "OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 /usr/bin/python3 %s/simulation_numpy.py "
      "%d %d %d %d %d 2>/dev/null",
      folder, size.cases, size.lines, size.draws, size.seed, size.threads);
  FILE* const out = popen(command.c_str(), "r");
  if (out == nullptr) return 0;
  std::array<char, 100> line{};
  const bool answered = std::fgets(line.data(), line.size(), out) != nullptr;
  double seconds = 0;
  if (pclose(out) != 0 || !answered || !absl::SimpleAtod(line.data(), &seconds)) return 0;
  return seconds;
}

}  // namespace

absl::Status MeasureSimulation(const SimulationSize& size, const std::string& folder,
                               const std::function<void(const std::string&)>& say,
                               std::vector<Measure>* measures) {
  say("simulating ...");
  const sim::Portfolio independent = PortfolioOf(size, false);
  const sim::Portfolio correlated = PortfolioOf(size, true);
  const double draws = 1e-6 * size.cases * size.lines * static_cast<double>(size.draws);
  const std::string what = absl::StrFormat("%d x %d x %d", size.cases, size.lines, size.draws);
  absl::Status status;
  const auto simulate = [&](const sim::Portfolio& portfolio) {
    Threads threads(size.threads);
    const auto result = sim::Simulate(portfolio, {.seed = size.seed, .draws = size.draws}, threads);
    if (!result.ok()) status = result.status();
  };
  // In turns, and the least of each.
  Taken generator, sampling, whole, with_matrix;
  for (int i = 0; i < kRepetitions; ++i) {
    Time(
        size.threads, [&] { Draw(size, independent, false); }, &generator);
    Time(
        size.threads, [&] { Draw(size, independent, true); }, &sampling);
    Time(
        size.threads, [&] { simulate(independent); }, &whole);
    Time(
        size.threads, [&] { simulate(correlated); }, &with_matrix);
  }
  RETURN_IF_ERROR(status);
  const std::string instructions(sim::Name(sim::FastestKernels().set));
  const std::string beside = absl::StrCat("the generator alone, ", instructions);
  const auto note = [&](const Taken& taken) {
    return absl::StrFormat("all outputs, %d threads; %.2f s of %d processors", size.threads,
                           taken.processor_s, size.threads);
  };
  measures->push_back({absl::StrCat("simulate ", what), "s", whole.clock_s, std::nullopt, "",
                       Bound::kAtMost, 1, note(whole)});
  measures->push_back({absl::StrCat("simulate ", what, ", correlated"), "s", with_matrix.clock_s,
                       std::nullopt, "", Bound::kAtMost, 3,
                       absl::StrCat("a full matrix in every case; ", note(with_matrix))});
  measures->push_back({"simulate, draws a second", "M", draws / whole.processor_s,
                       draws / generator.processor_s, beside, Bound::kAtLeast, 0.15,
                       "by processor time"});
  measures->push_back({"sample only, draws a second", "M", draws / sampling.processor_s,
                       draws / generator.processor_s, beside, Bound::kAtLeast, 0.30,
                       "by processor time"});
  say("the same in NumPy ...");
  if (const double numpy_s = NumpySeconds(size, folder); numpy_s > 0) {
    measures->push_back({"simulate, runs a second", "1", 1 / whole.processor_s, 1 / numpy_s,
                         "tests/bench/simulation_numpy.py", Bound::kAtLeast, 10,
                         "by processor time"});
  } else {
    say("python3 has no numpy: its row is left out");
  }
  return absl::OkStatus();
}

}  // namespace cartera::bench
