#ifndef CARTERA_TESTS_BENCH_MEASURES_H_
#define CARTERA_TESTS_BENCH_MEASURES_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "tests/bench/generator.h"
#include "tests/bench/table.h"

namespace cartera::bench {

// One size of data under measurement.
struct Bench {
  BenchServer& server;
  int64_t projects;
  double seconds;  // for each figure
  std::vector<Measure>* measures;
  std::function<void(absl::string_view)> say;
};

// What only needs to be taken once.
// Ends the run unless an audit chain verifies and every invariant holds.
absl::Status Prove(Bench& bench);
absl::Status MeasureStart(Bench& bench);
// One project over gRPC beside the series limit of an empty call and pgbench.
absl::Status MeasureRead(Bench& bench);
// A page of 100 projects.
absl::Status MeasurePage(Bench& bench);
// Submitting signed cases: evaluated, durable, audited, with history, outbox and request id.
absl::Status MeasureSubmit(Bench& bench);
// A report with all projects beside COPY; the totals alone in milliseconds.
absl::Status MeasureReport(Bench& bench, double* totals_ms);
// 8 reads, 1 page, 1 change in ten at 1, 8, 64 callers.
absl::Status MeasureMixed(Bench& bench);
// Memory of carterad after all that.
void MeasureMemory(Bench& bench);

}  // namespace cartera::bench

#endif  // CARTERA_TESTS_BENCH_MEASURES_H_
