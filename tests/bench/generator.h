#ifndef CARTERA_TESTS_BENCH_GENERATOR_H_
#define CARTERA_TESTS_BENCH_GENERATOR_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "tests/bench/server.h"

namespace cartera::bench {

// What every generated case is a copy of: made through the API, so that it is a valid one.
struct Template {
  std::string project;     // "bench-template", with case "full" and revision 1
  std::string round;       // "budget-2027"
  std::string submission;  // signed
};

// Makes a project with a case of 20 lines x 10 years, freezes and signs it.
absl::StatusOr<Template> MakeTemplate(const BenchServer& server);

// How much each project has.
struct Volume {
  int64_t projects = 0;
  int audit_entries = 30;
  int versions = 12;  // of the project: a year of reports
  uint64_t seed = 20261122;
};

// Adds projects b0000000 ... with agencies, past versions, a case with its draft and 1.5 revisions,
// a signed submission and a hash chain each: written as the services write, but in bulk, as
// PostgreSQL's administrator and past the triggers. `progress` is told how many are there.
absl::Status Generate(BenchServer& server, const Template& copied, const Volume& volume,
                      const std::function<void(int64_t)>& progress);

// "b0000042".
std::string ProjectId(int64_t number);

}  // namespace cartera::bench

#endif  // CARTERA_TESTS_BENCH_GENERATOR_H_
