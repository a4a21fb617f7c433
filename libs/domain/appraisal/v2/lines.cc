#include "libs/domain/appraisal/v2/lines.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/numeric/int128.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/domain/appraisal/flows.h"
#include "libs/domain/appraisal/v1/discount.h"

namespace cartera::appraisal::v2 {
namespace {

using methodology::kWholeBp;

bool IsOtherBody(Bearer party) {
  return party == Bearer::kCentralAgency || party == Bearer::kRegion ||
         party == Bearer::kMunicipality;
}

// What is laid on another body counts as confirmed when it says so; what is laid on the applicant,
// on citizens or on business, unless the case says that somebody was to be asked.
bool IsConfirmed(Bearer party, const Confirmation& confirmation) {
  if (confirmation.state == ConfirmationState::kConfirmed) return true;
  return confirmation.state == ConfirmationState::kUnspecified && !IsOtherBody(party);
}

Bearer Gainer(const BenefitLine& line) {
  if (line.gainer != Bearer::kUnspecified) return line.gainer;
  return line.category == BenefitCategory::kSocietal ? Bearer::kCitizens : Bearer::kApplicant;
}

// A line with its amounts as stated.
struct Draft {
  Line line;
  std::string option;
  LineFlow flow;
};

absl::Status At(const std::string& path, const absl::Status& status) {
  return {status.code(), absl::StrCat(path, ": ", status.message())};
}

template <typename CaseLine>
absl::StatusOr<std::optional<Draft>> DraftOf(const CaseLine& line,
                                             const methodology::Methodology& methodology) {
  if (!line.category.has_value()) return std::optional<Draft>();
  if (!line.amount.has_value() && !line.quantity.has_value()) return std::optional<Draft>();
  Draft draft{.option = line.option};
  draft.line.id = line.id;
  draft.line.is_transfer = line.transfer;
  if constexpr (std::is_same_v<CaseLine, CostLine>) {
    draft.line.is_cost = true;
    draft.line.cost = &line;
    draft.line.party = line.bearer == Bearer::kUnspecified ? Bearer::kApplicant : line.bearer;
  } else {
    if (line.category == BenefitCategory::kNonMonetised) return std::optional<Draft>();
    draft.line.benefit = &line;
    draft.line.party = Gainer(line);
  }
  draft.line.is_confirmed = IsConfirmed(draft.line.party, line.confirmation);
  auto flow = FlowOf(line, methodology);
  if (!flow.ok()) return At(draft.line.AmountPath(), flow.status());
  draft.flow = *std::move(flow);
  draft.line.like = draft.flow.like;
  return std::optional<Draft>(std::move(draft));
}

template <typename CaseLine>
absl::Status AddDrafts(const std::vector<CaseLine>& lines,
                       const methodology::Methodology& methodology, std::vector<Draft>& drafts) {
  for (const CaseLine& line : lines) {
    ASSIGN_OR_RETURN(std::optional<Draft> draft, DraftOf(line, methodology));
    if (draft.has_value()) drafts.push_back(*std::move(draft));
  }
  return absl::OkStatus();
}

// Brings one line to the case's unit and prices.
class Counter {
 public:
  Counter(const Ledger& ledger, const Line& line)
      : ledger_(ledger), line_(line), unit_{line.like.unit, line.AmountPath()} {}

  absl::StatusOr<LineYear> Year(int fiscal_year, int64_t stated_minor) const {
    LineYear year{.fiscal_year = fiscal_year, .stated_minor = stated_minor};
    const Tax tax = line_.is_cost ? line_.cost->tax.value_or(Tax()) : Tax();
    int64_t without_tax = stated_minor;
    if (tax.included) {
      ASSIGN_OR_RETURN(without_tax, v1::DivideHalfEven(absl::int128(stated_minor) * kWholeBp,
                                                       kWholeBp + tax.rate_bp));
      year.tax_minor = stated_minor - without_tax;
    } else {
      ASSIGN_OR_RETURN(year.tax_minor,
                       v1::DivideHalfEven(absl::int128(stated_minor) * tax.rate_bp, kWholeBp));
    }
    ASSIGN_OR_RETURN(year.gross, Count(fiscal_year, without_tax + year.tax_minor));
    year.net = year.gross;
    if (tax.recoverable) {
      ASSIGN_OR_RETURN(year.net, Count(fiscal_year, without_tax));
    }
    return year;
  }

 private:
  absl::StatusOr<Counted> Count(int fiscal_year, int64_t amount_minor) const {
    Counted counted;
    ASSIGN_OR_RETURN(counted.amount, Convert(fiscal_year, amount_minor));
    if (line_.bias == nullptr) return counted;
    ASSIGN_OR_RETURN(const int64_t bias_minor, BiasOn(amount_minor, *line_.bias));
    ASSIGN_OR_RETURN(counted.bias, Convert(fiscal_year, bias_minor));
    return counted;
  }

  absl::StatusOr<InPrices> Convert(int fiscal_year, int64_t amount_minor) const {
    ASSIGN_OR_RETURN(const int64_t in_unit, ledger_.rates.Convert(unit_, amount_minor));
    auto amounts = ledger_.prices.Convert(line_.like, in_unit, line_.PriceIndex(), fiscal_year);
    if (!amounts.ok()) return At(unit_.path, amounts.status());
    return *amounts;
  }

  const Ledger& ledger_;
  const Line& line_;
  StatedUnit unit_;
};

absl::Status Enter(Draft draft, Ledger& ledger) {
  Line& line = draft.line;
  if (line.is_cost) {
    const auto bias = ledger.biases.find(*line.cost->category);
    if (bias != ledger.biases.end()) line.bias = &bias->second;
  }
  const Counter counter(ledger, line);
  for (const auto& [fiscal_year, stated_minor] : draft.flow.minor_by_year) {
    if (fiscal_year < ledger.base_year() || fiscal_year > ledger.horizon.last_fiscal_year()) {
      ++ledger.left_out_count;
      continue;
    }
    ASSIGN_OR_RETURN(LineYear year, counter.Year(fiscal_year, stated_minor));
    line.years.push_back(year);
  }
  ledger.lines_by_option[draft.option].push_back(std::move(line));
  return absl::OkStatus();
}

}  // namespace

std::string Line::Path(absl::string_view field) const {
  return is_cost ? CostPath(*cost, field) : BenefitPath(*benefit, field);
}

std::string Line::AmountPath() const {
  const bool has_quantity = is_cost ? cost->quantity.has_value() : benefit->quantity.has_value();
  return Path(has_quantity ? "quantity" : "amount");
}

absl::string_view Line::PriceIndex() const {
  return is_cost ? cost->price_index : benefit->price_index;
}

const Course& Line::CourseOf() const { return is_cost ? cost->course : benefit->course; }

const Evidence& Line::EvidenceOf() const { return is_cost ? cost->evidence : benefit->evidence; }

const std::optional<Spread>& Line::SpreadOf() const {
  return is_cost ? cost->spread : benefit->spread;
}

std::string Ledger::UnitText() const { return absl::StrCat("minor units of ", unit().code); }

const std::vector<Line>& Ledger::LinesOf(absl::string_view option) const {
  static const std::vector<Line>* const kNone = new std::vector<Line>();
  const auto found = lines_by_option.find(std::string(option));
  return found == lines_by_option.end() ? *kNone : found->second;
}

std::optional<Spread> Ledger::SpreadOf(const Line& line) const {
  const std::optional<Spread>& stated = line.SpreadOf();
  if (stated.has_value() && stated->shape != SpreadShape::kUnspecified) return stated;
  const auto& frames = methodology.frames;
  if (!frames.has_value() || frames->default_high_bp == 0) return std::nullopt;
  Spread spread{.shape = SpreadShape::kTriangular,
                .low_bp = frames->default_low_bp,
                .likely_bp = kWholeBp,
                .high_bp = frames->default_high_bp};
  if (line.is_cost) return spread;
  spread.low_bp = std::max(0, 2 * kWholeBp - frames->default_high_bp);
  spread.high_bp = 2 * kWholeBp - frames->default_low_bp;
  return spread;
}

absl::StatusOr<std::unique_ptr<Ledger>> MakeLedger(const CaseContent& content,
                                                   const methodology::Methodology& methodology,
                                                   const CaseContext& context,
                                                   const Horizon& horizon) {
  std::vector<Draft> drafts;
  RETURN_IF_ERROR(AddDrafts(content.costs.lines, methodology, drafts));
  RETURN_IF_ERROR(AddDrafts(content.benefits.lines, methodology, drafts));
  std::stable_sort(drafts.begin(), drafts.end(), [](const Draft& a, const Draft& b) {
    return std::pair(!a.line.is_cost, a.line.id) < std::pair(!b.line.is_cost, b.line.id);
  });
  std::vector<StatedUnit> units;
  units.reserve(drafts.size());
  for (const Draft& draft : drafts) {
    units.push_back({draft.line.like.unit, draft.line.AmountPath()});
  }
  for (const Risk& risk : content.risks.risks) {
    if (!risk.cost_impact.has_value()) continue;
    units.push_back({risk.cost_impact->unit, RiskPath(risk, "cost_impact")});
  }
  const int price_year = context.price_year != 0 ? context.price_year : context.base_fiscal_year;
  auto ledger = std::make_unique<Ledger>(Ledger{.content = content,
                                                .methodology = methodology,
                                                .context = context,
                                                .horizon = horizon,
                                                .rates = {content, context.unit, units},
                                                .prices = {methodology, price_year},
                                                .biases = BiasesOf(content, methodology),
                                                .lines_by_option = {}});
  for (Draft& draft : drafts) RETURN_IF_ERROR(Enter(std::move(draft), *ledger));
  return ledger;
}

bool IsPublic(Bearer party) { return party == Bearer::kApplicant || IsOtherBody(party); }

}  // namespace cartera::appraisal::v2
