#ifndef CARTERA_TESTS_BENCH_PGBENCH_H_
#define CARTERA_TESTS_BENCH_PGBENCH_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/bench/server.h"

namespace cartera::bench {

// A statement as PostgreSQL's own log shows it.
struct Logged {
  std::string role;                                  // "cartera_registry"
  std::string sql;                                   // with $1, $2, ...
  std::vector<std::pair<std::string, bool>> values;  // text, is null
};

// What the server runs for one call: `call` is made once while PostgreSQL logs every statement.
absl::StatusOr<std::vector<Logged>> Capture(BenchServer& server,
                                            const std::function<absl::Status()>& call);

// The very same statements for pgbench, in their roles. Where a value holds `id`, another project's
// is put; where it is `request_id`, one that was never used.
struct Script {
  std::string text;
  std::map<std::string, std::string> variables;
  std::string role;  // of a script of one service; empty: set in the script
};
Script MakeScript(const std::vector<Logged>& statements, const std::string& id,
                  const std::string& request_id, bool in_one_pipeline);

// The projects that a run works on.
struct Numbers {
  int64_t first = 0;
  int64_t count = 1;
};

// Transactions per second of `clients` for `seconds`.
absl::StatusOr<double> RunPgbench(const BenchServer& server, const Script& script, int clients,
                                  double seconds, Numbers numbers);

}  // namespace cartera::bench

#endif  // CARTERA_TESTS_BENCH_PGBENCH_H_
