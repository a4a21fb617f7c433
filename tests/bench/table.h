#ifndef CARTERA_TESTS_BENCH_TABLE_H_
#define CARTERA_TESTS_BENCH_TABLE_H_

#include <optional>
#include <string>
#include <vector>

namespace cartera::bench {

enum class Bound { kNone, kAtLeast, kAtMost };

// One line of the table. `ratio` is value / ceiling, both of this very run; without a ceiling the
// value itself is compared with the aim.
struct Measure {
  std::string name;
  std::string unit;
  double value = 0;
  std::optional<double> ceiling;
  std::string ceiling_name;  // what the ceiling is
  Bound bound = Bound::kNone;
  double aim = 0;  // of the ratio, or of the value when there is no ceiling
  std::string note;

  double Compared() const { return ceiling.has_value() ? value / *ceiling : value; }
  // Nothing to hold when there is no aim.
  std::optional<bool> Holds() const;
};

// For a terminal: ratios first, 100 columns, notes below.
std::string AsTable(const std::vector<Measure>& measures);
// [{"name", "value", "ceiling", "ratio", "aim", "holds"}], null where there is none.
std::string AsJson(const std::vector<Measure>& measures);

}  // namespace cartera::bench

#endif  // CARTERA_TESTS_BENCH_TABLE_H_
