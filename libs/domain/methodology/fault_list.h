#ifndef CARTERA_LIBS_DOMAIN_METHODOLOGY_FAULT_LIST_H_
#define CARTERA_LIBS_DOMAIN_METHODOLOGY_FAULT_LIST_H_

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/domain/methodology/methodology.h"
#include "libs/domain/methodology/parse.h"

namespace cartera::methodology {

// Collects what is wrong with one methodology. The methodology must outlive it.
class FaultList {
 public:
  explicit FaultList(const Methodology& methodology) : methodology_(methodology) {}

  void Add(std::string path, std::string message) {
    faults_.push_back({.path = std::move(path), .message = std::move(message)});
  }
  // A value that is not illustrative names a source of the methodology.
  void CheckOrigin(const Origin& origin, absl::string_view path);
  // The code at `path` is a unit that amounts may be in.
  void CheckUnit(const std::string& code, absl::string_view path);
  // `path` of a row, "tiers[id=short]"; a fault when the id stood before.
  std::string PathOf(absl::string_view list, const std::string& id, std::set<std::string>& ids);

  std::vector<Fault> Take() { return std::move(faults_); }

 private:
  const Methodology& methodology_;
  std::vector<Fault> faults_;
};

// The members that only engine 2 reads.
void ValidateForm(const Methodology& methodology, FaultList& faults);
void ValidatePrices(const Methodology& methodology, FaultList& faults);
void ValidateUncertainty(const Methodology& methodology, FaultList& faults);
void ValidateJudgement(const Methodology& methodology, FaultList& faults);

}  // namespace cartera::methodology

#endif  // CARTERA_LIBS_DOMAIN_METHODOLOGY_FAULT_LIST_H_
