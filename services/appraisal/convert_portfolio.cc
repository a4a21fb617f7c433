#include "services/appraisal/convert_portfolio.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "libs/base/sha256.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"
#include "libs/domain/appraisal/evaluate.h"
#include "libs/domain/appraisal/v1/discount.h"
#include "libs/domain/canonical/form.h"
#include "libs/platform/rpc/error.h"
#include "services/appraisal/canonical_content.h"

namespace cartera::appraisal {
namespace {

using methodology::kWholeBp;
using simulation::kCurvePoints;
using v1::DriverLoading;

constexpr int kPercentileBp = kWholeBp / (kCurvePoints - 1);

absl::Status SetMoney(double value, const type::v1::Money& like, type::v1::Money* money) {
  *money = like;
  ASSIGN_OR_RETURN(const int64_t minor, v1::RoundToMinor(value));
  money->set_amount_minor(minor);
  return absl::OkStatus();
}

int ToBp(double share) {
  return static_cast<int>(std::clamp(std::nearbyint(share * kWholeBp), -1e8, 1e8));
}

void SetProbability(const simulation::Probability& probability, v1::SimulatedProbability* proto) {
  proto->set_value_bp(ToBp(probability.value));
  proto->set_standard_error_bp(ToBp(probability.standard_error));
}

absl::Status SetPercentile(int probability_bp, double value, double standard_error,
                           v1::SimulatedPercentile* proto) {
  proto->set_probability_bp(probability_bp);
  ASSIGN_OR_RETURN(const int64_t value_minor, v1::RoundToMinor(value));
  ASSIGN_OR_RETURN(const int64_t error_minor, v1::RoundToMinor(standard_error));
  proto->set_value_minor(value_minor);
  proto->set_standard_error_minor(error_minor);
  return absl::OkStatus();
}

absl::Status SetTotal(const simulation::Outcome& outcome, const type::v1::Money& like,
                      bool with_curve, v1::SimulatedTotal* total) {
  RETURN_IF_ERROR(SetMoney(outcome.mean, like, total->mutable_mean()));
  RETURN_IF_ERROR(
      SetMoney(outcome.mean_standard_error, like, total->mutable_mean_standard_error()));
  RETURN_IF_ERROR(SetMoney(outcome.sd, like, total->mutable_standard_deviation()));
  RETURN_IF_ERROR(SetMoney(outcome.mean_of_lowest, like, total->mutable_mean_of_lowest()));
  RETURN_IF_ERROR(SetMoney(outcome.mean_of_highest, like, total->mutable_mean_of_highest()));
  for (const simulation::Percentile& one : outcome.percentiles) {
    RETURN_IF_ERROR(SetPercentile(ToBp(one.probability), one.value, one.standard_error,
                                  total->add_percentiles()));
  }
  for (int at = 0; with_curve && at < kCurvePoints; ++at) {
    RETURN_IF_ERROR(SetPercentile(at * kPercentileBp, outcome.curve[static_cast<size_t>(at)],
                                  outcome.curve_errors[static_cast<size_t>(at)],
                                  total->add_curve()));
  }
  total->set_percentiles_are_exact(outcome.exact_percentiles);
  return absl::OkStatus();
}

void CheckDrivers(const v1::SimulatePortfolioRequest& request, rpc::Violations* violations) {
  std::set<std::string> ids;
  for (int i = 0; i < request.drivers_size(); ++i) {
    const v1::SharedDriver& driver = request.drivers(i);
    const std::string field = absl::StrCat("drivers[", i, "]");
    if (!ids.insert(driver.id()).second) {
      violations->Add(absl::StrCat(field, ".id"), "TWICE",
                      absl::StrCat("\"", driver.id(), "\" is there twice"));
    }
    for (int k = 0; k < driver.loadings_size(); ++k) {
      const DriverLoading& loading = driver.loadings(k);
      const std::string one = absl::StrCat(field, ".loadings[", k, "]");
      if (loading.side() != DriverLoading::SIDE_COSTS && loading.cost_category() != 0) {
        violations->Add(absl::StrCat(one, ".cost_category"), "NOT_ALLOWED",
                        "only costs have a category of costs");
      }
      if (loading.side() != DriverLoading::SIDE_GAINS && loading.benefit_category() != 0) {
        violations->Add(absl::StrCat(one, ".benefit_category"), "NOT_ALLOWED",
                        "only gains have a category of gains");
      }
    }
  }
}

void CheckWhich(const v1::SimulatePortfolioRequest& request, rpc::Violations* violations) {
  for (const auto& [field, text] :
       {std::pair("parent", &request.parent()), std::pair("filter", &request.filter())}) {
    if (request.revisions().empty() || text->empty()) continue;
    violations->Add(field, "NOT_ALLOWED", "the cases are those of `revisions`");
  }
  std::set<std::string> cases;
  for (int i = 0; i < request.revisions_size(); ++i) {
    const std::string& name = request.revisions(i);
    const std::string of = name.substr(0, name.find("/revisions/"));
    if (cases.insert(of).second) continue;
    violations->Add(absl::StrCat("revisions[", i, "]"), "TWICE",
                    absl::StrCat(of, " is there twice; a case counts once"));
  }
}

}  // namespace

absl::Status Check(const v1::SimulatePortfolioRequest& request) {
  rpc::Violations violations;
  CheckWhich(request, &violations);
  CheckDrivers(request, &violations);
  if (request.draws() != 0 && request.draws() < simulation::kDrawsMin) {
    violations.Add("draws", "OUT_OF_RANGE",
                   absl::StrCat("must be 0 or at least ", simulation::kDrawsMin));
  }
  if (!convert::Units().Find(request.unit()).ok()) {
    violations.Add("unit", "UNIT_UNKNOWN", "is no unit in use");
  }
  return violations.ToStatus();
}

absl::StatusOr<v2::PortfolioBasis> BasisOf(const v1::SimulatePortfolioRequest& request) {
  v2::PortfolioBasis basis;
  ASSIGN_OR_RETURN(basis.context.valuation_date, convert::FromProto(request.valuation_date()));
  basis.context.base_fiscal_year = request.base_fiscal_year();
  basis.context.price_year = request.price_year();
  ASSIGN_OR_RETURN(basis.context.unit, convert::Units().Find(request.unit()));
  if (request.basis() == type::v1::PRICE_BASIS_NOMINAL) basis.basis = money::PriceBasis::kNominal;
  return basis;
}

std::vector<v2::SharedDriver> DriversOf(const v1::SimulatePortfolioRequest& request) {
  std::vector<v2::SharedDriver> drivers;
  for (const v1::SharedDriver& proto : request.drivers()) {
    v2::SharedDriver driver{.id = proto.id()};
    for (const DriverLoading& loading : proto.loadings()) {
      v2::DriverLoading one{.of_gains = loading.side() == DriverLoading::SIDE_GAINS,
                            .cases = {loading.cases().begin(), loading.cases().end()},
                            .weight = static_cast<double>(loading.weight_bp()) / kWholeBp};
      if (loading.cost_category() != v1::COST_CATEGORY_UNSPECIFIED) {
        one.cost = methodology::ParseCostCategory(
            convert::EnumToText(v1::CostCategory_descriptor(), loading.cost_category()));
      }
      if (loading.benefit_category() != v1::BENEFIT_CATEGORY_UNSPECIFIED) {
        one.gain = methodology::ParseBenefitCategory(
            convert::EnumToText(v1::BenefitCategory_descriptor(), loading.benefit_category()));
      }
      driver.loadings.push_back(std::move(one));
    }
    drivers.push_back(std::move(driver));
  }
  return drivers;
}

std::string InputsOf(const v1::SimulatePortfolioRequest& request,
                     const std::vector<PortfolioMember>& members) {
  v1::SimulatePortfolioRequest settings = request;
  settings.clear_parent();
  settings.clear_filter();
  settings.clear_revisions();
  settings.clear_seed();
  if (settings.draws() == 0) settings.set_draws(static_cast<int>(simulation::kDrawsDefault));
  canonical::Value pins = canonical::Value::Array();
  for (const PortfolioMember& member : members) {
    pins.Append(
        canonical::Value()
            .Set("revision", member.revision)
            .Set("revision_hash", absl::BytesToHexString(member.revision_hash))
            .Set("methodology_version", NameOf(member.methodology->id))
            .Set("methodology_hash", absl::BytesToHexString(member.methodology->definition_hash))
            .Set("engine", std::string(EngineVersionOf(member.methodology->rules))));
  }
  return canonical::Write(canonical::Value()
                              .Set("generator", std::string(simulation::kGenerator))
                              .Set("pins", std::move(pins))
                              .Set("settings", ToCanonicalValue(settings)));
}

uint64_t SeedOf(const std::string& inputs) {
  const std::string hash = Sha256(inputs);
  uint64_t seed = 0;
  for (size_t i = 0; i < sizeof(seed); ++i) seed = seed << 8 | static_cast<uint8_t>(hash[i]);
  return seed;
}

absl::Status ToProto(const simulation::TotalsResult& totals, const type::v1::Money& like,
                     v1::SimulatedPortfolio* portfolio) {
  RETURN_IF_ERROR(SetTotal(totals.cost, like, true, portfolio->mutable_cost()));
  RETURN_IF_ERROR(SetTotal(totals.npv, like, true, portfolio->mutable_npv()));
  SetProbability(totals.npv_positive, portfolio->mutable_npv_positive());
  if (totals.within_budget.has_value()) {
    SetProbability(*totals.within_budget, portfolio->mutable_within_budget());
  }
  return absl::OkStatus();
}

absl::Status ToProto(const PortfolioMember& member, const simulation::CaseResult& result,
                     const type::v1::Money& like, v1::SimulatedCase* one) {
  one->set_case_(member.described.name);
  one->set_revision(member.revision);
  one->set_revision_hash(absl::BytesToHexString(member.revision_hash));
  one->set_methodology_version(NameOf(member.methodology->id));
  const simulation::Case& described = member.described.described.portfolio.cases[0];
  RETURN_IF_ERROR(SetMoney(described.budget.value_or(0), like, one->mutable_budget()));
  RETURN_IF_ERROR(SetTotal(result.totals.cost, like, false, one->mutable_cost()));
  RETURN_IF_ERROR(SetTotal(result.totals.npv, like, false, one->mutable_npv()));
  SetProbability(result.totals.npv_positive, one->mutable_npv_positive());
  if (result.totals.within_budget.has_value()) {
    SetProbability(*result.totals.within_budget, one->mutable_within_budget());
  }
  one->set_cost_share_bp(ToBp(result.cost_variance_share));
  one->set_npv_share_bp(ToBp(result.npv_variance_share));
  one->set_mean_exists(result.mean_exists);
  one->set_variance_exists(result.variance_exists);
  return absl::OkStatus();
}

}  // namespace cartera::appraisal
