#ifndef CARTERA_TOOLS_CALC_ARGUMENTS_H_
#define CARTERA_TOOLS_CALC_ARGUMENTS_H_

#include <google/protobuf/struct.pb.h>

#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "libs/domain/finance/present_value.h"

namespace cartera::calc {

// The "args" of one line, read by name. Each is required unless it says otherwise.
// Errors: INVALID_ARGUMENT naming the argument.
class Arguments {
 public:
  // `place` goes before the names in errors: "lines[2].".
  explicit Arguments(const google::protobuf::Struct& args, std::string place = "")
      : args_(args), place_(std::move(place)) {}

  bool Has(absl::string_view name) const { return args_.fields().contains(std::string(name)); }
  absl::StatusOr<double> Number(absl::string_view name);
  // A whole number from `min` to `max`.
  absl::StatusOr<int> Whole(absl::string_view name, int min, int max);
  absl::StatusOr<std::vector<double>> Numbers(absl::string_view name);
  // [[...], ...].
  absl::StatusOr<std::vector<std::vector<double>>> Rows(absl::string_view name);
  // The same with as many columns as rows, row by row.
  absl::StatusOr<std::vector<double>> Square(absl::string_view name);
  // The place in `words` of the word given.
  absl::StatusOr<int> Word(absl::string_view name, absl::Span<const absl::string_view> words);
  absl::StatusOr<std::string> Text(absl::string_view name);
  // "2027-03-31", as the number of the day.
  absl::StatusOr<int64_t> Day(absl::string_view name);
  // {...}, and [{...}, ...]; each has to be read as a whole too.
  absl::StatusOr<Arguments> Object(absl::string_view name);
  absl::StatusOr<std::vector<Arguments>> Objects(absl::string_view name);
  // [["2027-03-31", 100], ...].
  absl::StatusOr<std::vector<finance::DatedFlow>> DatedFlows(absl::string_view name);

  // An error when an argument was given that nothing has asked for.
  absl::Status AllRead() const;

 private:
  absl::StatusOr<const google::protobuf::Value*> Given(absl::string_view name);
  absl::StatusOr<const google::protobuf::ListValue*> List(absl::string_view name);

  std::string Named(absl::string_view name) const { return absl::StrCat(place_, name); }

  const google::protobuf::Struct& args_;
  std::string place_;
  std::set<std::string> read_;
};

}  // namespace cartera::calc

#endif  // CARTERA_TOOLS_CALC_ARGUMENTS_H_
