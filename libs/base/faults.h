#ifndef CARTERA_LIBS_BASE_FAULTS_H_
#define CARTERA_LIBS_BASE_FAULTS_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace cartera {

// What is wrong with a value, by field path: "lines[2].scope".
struct FieldFault {
  std::string field;
  std::string message;
  friend bool operator==(const FieldFault&, const FieldFault&) = default;
};

// All faults of a value at once, in the order in which they were found.
class FieldFaults {
 public:
  void AddIf(bool wrong, absl::string_view field, absl::string_view message) {
    if (wrong) faults_.push_back({.field = std::string(field), .message = std::string(message)});
  }
  bool empty() const { return faults_.empty(); }
  std::vector<FieldFault> Take() { return std::move(faults_); }

  // INVALID_ARGUMENT listing every fault, or OK.
  absl::Status AsStatus() const {
    std::string all;
    for (const FieldFault& fault : faults_) {
      absl::StrAppend(&all, all.empty() ? "" : "; ", fault.field, ": ", fault.message);
    }
    return all.empty() ? absl::OkStatus() : absl::InvalidArgumentError(all);
  }

 private:
  std::vector<FieldFault> faults_;
};

}  // namespace cartera

#endif  // CARTERA_LIBS_BASE_FAULTS_H_
