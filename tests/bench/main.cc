#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "libs/base/status_macros.h"
#include "tests/bench/measures.h"
#include "tests/bench/simulation.h"

namespace cartera::bench {
namespace {

// Proving more takes longer than a call may.
constexpr int64_t kProvedMax = 100'000;

struct Options {
  std::string bin;
  std::string json;
  std::vector<int64_t> projects = {1'000, 100'000};
  SimulationSize simulation;
  bool simulation_only = false;
  double seconds = 4;
  uint64_t seed = 20261122;
};

// All rows of one size, on a server of its own.
absl::Status MeasureSize(const Options& options, int64_t projects, std::vector<Measure>* measures,
                         std::vector<double>* totals_ms) {
  const auto say = [&](absl::string_view what) {
    std::fprintf(stderr, "bench, %lld projects: %s\n", static_cast<long long>(projects),
                 std::string(what).c_str());
  };
  say("starting a server and playing the story ...");
  ASSIGN_OR_RETURN(const auto server, BenchServer::Start(options.bin));
  ASSIGN_OR_RETURN(const Template copied, MakeTemplate(*server));
  Volume volume;
  volume.projects = projects;
  volume.seed = options.seed;
  if (projects >= 1'000'000) {
    volume.audit_entries /= 2;
    volume.versions /= 2;
  }
  const absl::Time start = absl::Now();
  RETURN_IF_ERROR(Generate(*server, copied, volume,
                           [&](int64_t done) { say(absl::StrCat(done, " generated")); }));
  const double load_s = absl::ToDoubleSeconds(absl::Now() - start);
  ASSIGN_OR_RETURN(const double disk_mib, server->DiskMib());
  measures->push_back({absl::StrFormat("generate %d projects", projects), "s", load_s, std::nullopt,
                       "", Bound::kNone, 0,
                       absl::StrFormat("%.0f MiB on disk, seed %d", disk_mib, options.seed)});
  Bench bench{*server, projects, options.seconds, measures, say};
  if (projects <= kProvedMax) RETURN_IF_ERROR(Prove(bench));
  RETURN_IF_ERROR(MeasureStart(bench));
  RETURN_IF_ERROR(MeasureRead(bench));
  RETURN_IF_ERROR(MeasurePage(bench));
  RETURN_IF_ERROR(MeasureReport(bench, &totals_ms->emplace_back()));
  RETURN_IF_ERROR(MeasureSubmit(bench));
  RETURN_IF_ERROR(MeasureMixed(bench));
  MeasureMemory(bench);
  return absl::OkStatus();
}

absl::Status Run(const Options& options) {
  std::vector<Measure> measures;
  std::vector<double> totals_ms;
  RETURN_IF_ERROR(MeasureSimulation(
      options.simulation, CARTERA_BENCH_FOLDER,
      [](const std::string& what) { std::fprintf(stderr, "bench: %s\n", what.c_str()); },
      &measures));
  for (const int64_t projects : options.projects) {
    if (options.simulation_only) break;
    RETURN_IF_ERROR(MeasureSize(options, projects, &measures, &totals_ms));
    measures.push_back({absl::StrFormat("portfolio totals at %d", projects), "ms", totals_ms.back(),
                        totals_ms.front(),
                        absl::StrFormat("the same at %d", options.projects.front()), Bound::kAtMost,
                        2});
  }
  std::printf("\n%s", AsTable(measures).c_str());
  if (!options.json.empty()) std::ofstream(options.json) << AsJson(measures);
  return absl::OkStatus();
}

int Main(int argc, char** argv) {
  Options options;
  options.bin = std::filesystem::path(argv[0]).parent_path().string();
  bool quick = false, million = false;
  CLI::App app(
      "Measures Cartera and prints ratios against ceilings of the same run.\n"
      "Example: ./tools/bench --quick --json bench.json");
  app.add_flag("--quick", quick,
               "1,000 and 20,000 projects, 1 second a figure: under five minutes");
  app.add_flag("--million", million, "Also 1,000,000 projects");
  app.add_option("--projects", options.projects, "Sizes instead of 1000 100000");
  app.add_flag("--simulation", options.simulation_only, "Only the rows of the simulation");
  app.add_option("--simulated-cases", options.simulation.cases, "Cases of a simulated portfolio");
  app.add_option("--seconds", options.seconds, "How long each figure is measured");
  app.add_option("--seed", options.seed, "Of the generated portfolio");
  app.add_option("--json", options.json, "File for the rows");
  CLI11_PARSE(app, argc, argv);
  if (quick) {
    options.projects = {1'000, 20'000};
    options.seconds = 1;
  }
  if (million) options.projects.push_back(1'000'000);
  if (const absl::Status status = Run(options); !status.ok()) {
    std::fprintf(stderr, "bench: %s\n", status.ToString().c_str());
    return 1;
  }
  return 0;
}

}  // namespace
}  // namespace cartera::bench

int main(int argc, char** argv) { return cartera::bench::Main(argc, argv); }
