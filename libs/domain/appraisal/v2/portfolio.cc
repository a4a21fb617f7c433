#include "libs/domain/appraisal/v2/portfolio.h"

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "libs/base/sha256.h"
#include "libs/domain/appraisal/v2/accounts.h"
#include "libs/domain/simulation/philox.h"

namespace cartera::appraisal::v2 {
namespace {

// Rounding of weights in basis points.
constexpr double kFollowsWholly = 1 + 1e-12;

bool NeedsFigures(const methodology::Methodology& methodology, absl::string_view stage) {
  for (const methodology::Stage& one : methodology.stages) {
    if (one.id == stage) return one.needs_net_present_value;
  }
  return true;
}

bool Matches(const DriverLoading& loading, const std::string& name, const UncertainCase::Row& row) {
  const bool of_side = loading.of_gains ? row.gain.has_value() : row.cost.has_value();
  if (!of_side) return false;
  if (loading.cost.has_value() && loading.cost != row.cost) return false;
  if (loading.gain.has_value() && loading.gain != row.gain) return false;
  return loading.cases.empty() ||
         std::find(loading.cases.begin(), loading.cases.end(), name) != loading.cases.end();
}

// Adds what the line follows; its row and its case say which.
absl::Status Load(const std::vector<SharedDriver>& drivers, const std::string& name,
                  const UncertainCase::Row& row, simulation::Line& line) {
  double squares = 0;
  for (const simulation::Loading& own : line.loadings) squares += own.weight * own.weight;
  for (size_t i = 0; i < drivers.size(); ++i) {
    const std::vector<DriverLoading>& loadings = drivers[i].loadings;
    for (size_t k = 0; k < loadings.size(); ++k) {
      if (!Matches(loadings[k], name, row)) continue;
      const double weight = loadings[k].weight;
      squares += weight * weight;
      if (squares > kFollowsWholly ||
          line.loadings.size() == static_cast<size_t>(simulation::kLoadingsMax)) {
        return absl::InvalidArgumentError(absl::StrCat(
            "drivers[", i, "].loadings[", k, "].weight_bp: with it, ", row.id, " of ", name,
            " follows its drivers, and what its method says costs or gains share, by squares of ",
            squares, " in all; at most 1, and at most ", simulation::kLoadingsMax, " drivers"));
      }
      line.loadings.push_back({.driver = static_cast<int>(i), .weight = weight});
      break;
    }
  }
  return absl::OkStatus();
}

// By the case's name, so that it gets the same random numbers among any others; the next free one
// when another case has it already.
uint32_t StreamOf(const std::string& name, std::set<uint32_t>* taken) {
  const std::string hash = Sha256(name);
  uint32_t stream = 0;
  for (size_t i = 0; i < 4; ++i) stream = stream << 8 | static_cast<uint8_t>(hash[i]);
  stream %= simulation::kShuffleStream;
  while (!taken->insert(stream).second) stream = (stream + 1) % simulation::kShuffleStream;
  return stream;
}

}  // namespace

std::variant<UncertainCase, LeftOutCase> DescribeForPortfolio(
    const CaseContent& content, const methodology::Methodology& methodology,
    absl::string_view stage, const PortfolioBasis& basis) {
  if (!methodology.frames.has_value() || methodology.frames->draws == 0) {
    return LeftOutCase{LeftOut::kMethodologyDoesNotSimulate, ""};
  }
  if (!NeedsFigures(methodology, stage)) return LeftOutCase{LeftOut::kStageWithoutFigures, ""};
  const Option* preferred = FindPreferred(content);
  if (preferred == nullptr) {
    return LeftOutCase{LeftOut::kNothingToSimulate, "options.options: none is preferred"};
  }
  CaseContext context = basis.context;
  context.unit.reset();  // its own, to be compared
  const std::vector<Finding> found = CheckComputable(content, methodology, context);
  if (!found.empty()) {
    return LeftOutCase{LeftOut::kNotComputable,
                       absl::StrCat(found[0].field_path, ": ", found[0].message)};
  }
  const auto ledger =
      MakeLedger(content, methodology, context, HorizonOf(content, methodology, context));
  if (!ledger.ok()) {
    return LeftOutCase{LeftOut::kNotComputable, std::string(ledger.status().message())};
  }
  if ((*ledger)->unit().code.empty()) return LeftOutCase{LeftOut::kNothingToSimulate, ""};
  if ((*ledger)->unit().code != basis.context.unit->code) {
    return LeftOutCase{LeftOut::kOtherUnit, absl::StrCat("in ", (*ledger)->unit().code)};
  }
  if (BasisOf(**ledger, Account::kEconomic) != basis.basis)
    return LeftOutCase{LeftOut::kOtherPrices, ""};
  absl::StatusOr<UncertainCase> described = MakeUncertain(**ledger, *preferred);
  if (!described.ok()) {
    return LeftOutCase{LeftOut::kNotComputable, std::string(described.status().message())};
  }
  if (described->rows.empty()) return LeftOutCase{LeftOut::kNothingToSimulate, ""};
  return *std::move(described);
}

absl::StatusOr<simulation::Portfolio> Assemble(const std::vector<PortfolioCase>& cases,
                                               const std::vector<SharedDriver>& drivers) {
  simulation::Portfolio portfolio;
  portfolio.budget = 0;
  for (const SharedDriver& driver : drivers) portfolio.drivers.push_back(driver.id);
  portfolio.cases.reserve(cases.size());
  std::set<uint32_t> taken;
  for (const PortfolioCase& one : cases) {
    simulation::Case added = one.described.portfolio.cases[0];
    added.name = one.name;
    added.stream = StreamOf(one.name, &taken);
    for (size_t at = 0; at < added.lines.size(); ++at) {
      const absl::Status loaded = Load(drivers, one.name, one.described.rows[at], added.lines[at]);
      if (!loaded.ok()) return loaded;
    }
    *portfolio.budget += added.budget.value_or(0);
    portfolio.cases.push_back(std::move(added));
  }
  return portfolio;
}

}  // namespace cartera::appraisal::v2
