#ifndef CARTERA_LIBS_DOMAIN_APPRAISAL_V2_PORTFOLIO_H_
#define CARTERA_LIBS_DOMAIN_APPRAISAL_V2_PORTFOLIO_H_

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/domain/appraisal/case.h"
#include "libs/domain/appraisal/findings.h"
#include "libs/domain/appraisal/v2/uncertain_case.h"
#include "libs/domain/methodology/methodology.h"
#include "libs/domain/money/money.h"
#include "libs/domain/simulation/simulate.h"

// Many cases as one thing to simulate.
namespace cartera::appraisal::v2 {

// Why a case cannot be among others.
enum class LeftOut : uint8_t {
  kMethodologyDoesNotSimulate,
  kStageWithoutFigures,
  kNothingToSimulate,
  kNotComputable,
  kOtherUnit,
  kOtherPrices,
};

struct LeftOutCase {
  LeftOut reason;
  std::string why;  // begins with the field where there is one
};

// What all cases are counted in.
struct PortfolioBasis {
  CaseContext context;  // its unit is given
  money::PriceBasis basis = money::PriceBasis::kReal;
};

// The preferred option of a case as MakeUncertain describes it, whatever the case's tier: who looks
// at a portfolio wants the small ones too.
std::variant<UncertainCase, LeftOutCase> DescribeForPortfolio(
    const CaseContent& content, const methodology::Methodology& methodology,
    absl::string_view stage, const PortfolioBasis& basis);

// Lines that follow a driver: costs or gains, of one category or of all, of some cases or of all.
struct DriverLoading {
  bool of_gains = false;
  std::optional<CostCategory> cost;
  std::optional<BenefitCategory> gain;
  std::vector<std::string> cases;  // names; empty: all
  double weight = 0;               // -1 to 1
};

struct SharedDriver {
  std::string id;
  std::vector<DriverLoading> loadings;  // the first that matches a line counts
};

struct PortfolioCase {
  std::string name;
  UncertainCase described;
};

// Puts the cases together, in the order given, each with random numbers by its name. Budget of all:
// the sum of theirs. Errors: INVALID_ARGUMENT that begins with drivers[i].loadings[k] when a line
// would follow more than wholly.
absl::StatusOr<simulation::Portfolio> Assemble(const std::vector<PortfolioCase>& cases,
                                               const std::vector<SharedDriver>& drivers);

}  // namespace cartera::appraisal::v2

#endif  // CARTERA_LIBS_DOMAIN_APPRAISAL_V2_PORTFOLIO_H_
