#include "libs/domain/variance/variance.h"

#include <map>
#include <utility>

#include "absl/numeric/int128.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "libs/base/faults.h"
#include "libs/base/limits.h"
#include "libs/base/status_macros.h"
#include "libs/base/text_rule.h"
#include "libs/base/vocabulary.h"
#include "libs/domain/money/rounding.h"

namespace cartera::variance {
namespace {

constexpr int64_t kWholeBp = 10'000;
constexpr std::array<absl::string_view, kPartCount> kParts = {
    "quantity", "price_index", "exchange_rate", "tax_or_law", "scope", "transfer"};

bool IsAmount(absl::int128 amount_minor) {
  return amount_minor <= kAmountMinorMax && amount_minor >= -kAmountMinorMax;
}

absl::StatusOr<int64_t> AsAmount(absl::int128 amount_minor) {
  if (IsAmount(amount_minor)) return static_cast<int64_t>(amount_minor);
  return absl::OutOfRangeError("an amount of the split passes the largest amount");
}

absl::StatusOr<int64_t> Scaled(int64_t amount_minor, int64_t to, int64_t from) {
  return AsAmount(money::DivideHalfEven(absl::int128(amount_minor) * to, from));
}

void CheckConditions(const Conditions& conditions, const std::string& path, FieldFaults& faults) {
  const auto outside = [](int64_t factor) { return factor < 1 || factor > kFactorMicroMax; };
  const std::string range = absl::StrCat("must be from 1 to ", kFactorMicroMax);
  faults.AddIf(outside(conditions.index_micro), path + ".index_micro", range);
  faults.AddIf(outside(conditions.exchange_rate_micro), path + ".exchange_rate_micro", range);
  faults.AddIf(conditions.tax_bp < 0 || conditions.tax_bp > kTaxBpMax, path + ".tax_bp",
               absl::StrCat("must be from 0 to ", kTaxBpMax));
}

absl::Status Check(absl::Span<const Line> lines, absl::Span<const Declared> declared) {
  FieldFaults faults;
  const std::string range = absl::StrCat("must be within ", kAmountMinorMax, " either side");
  faults.AddIf(lines.size() > kLinesMax, "lines", absl::StrCat("must be ", kLinesMax, " at most"));
  faults.AddIf(declared.size() > kLinesMax, "declared",
               absl::StrCat("must be ", kLinesMax, " at most"));
  std::map<absl::string_view, size_t> places;
  for (size_t i = 0; i < lines.size(); ++i) {
    const std::string path = absl::StrCat("lines[", i, "]");
    faults.AddIf(lines[i].id.empty(), path + ".id", "must not be empty");
    faults.AddIf(!places.emplace(lines[i].id, i).second, path + ".id",
                 "must not be that of an earlier line");
    faults.AddIf(!IsAmount(lines[i].approved_minor), path + ".approved_minor", range);
    faults.AddIf(!IsAmount(lines[i].now_minor), path + ".now_minor", range);
    CheckConditions(lines[i].approved_at, path + ".approved_at", faults);
    CheckConditions(lines[i].now_at, path + ".now_at", faults);
  }
  for (size_t i = 0; i < declared.size(); ++i) {
    const std::string path = absl::StrCat("declared[", i, "]");
    const Part part = declared[i].part;
    faults.AddIf(!places.contains(declared[i].line), path + ".line", "is the id of no line");
    faults.AddIf(part != Part::kTaxOrLaw && part != Part::kScope && part != Part::kTransfer,
                 path + ".part", "must be tax_or_law, scope or transfer");
    faults.AddIf(!IsAmount(declared[i].amount_minor), path + ".amount_minor", range);
    faults.AddIf(absl::StripAsciiWhitespace(declared[i].act).empty(), path + ".act",
                 "must name the law, decision or transfer it rests on");
  }
  return faults.AsStatus();
}

// What was declared for one line, by part.
using DeclaredParts = std::array<absl::int128, kPartCount>;

absl::StatusOr<Split> SplitLine(const Line& line, const DeclaredParts& declared) {
  const Conditions& then = line.approved_at;
  const Conditions& now = line.now_at;
  ASSIGN_OR_RETURN(const int64_t indexed,
                   Scaled(line.approved_minor, now.index_micro, then.index_micro));
  ASSIGN_OR_RETURN(const int64_t exchanged,
                   Scaled(indexed, now.exchange_rate_micro, then.exchange_rate_micro));
  ASSIGN_OR_RETURN(const int64_t taxed,
                   Scaled(exchanged, kWholeBp + now.tax_bp, kWholeBp + then.tax_bp));
  DeclaredParts parts = declared;
  const auto at = [&parts](Part part) -> absl::int128& { return parts[static_cast<size_t>(part)]; };
  at(Part::kPriceIndex) = absl::int128(indexed) - line.approved_minor;
  at(Part::kExchangeRate) = absl::int128(exchanged) - indexed;
  at(Part::kTaxOrLaw) += absl::int128(taxed) - exchanged;
  at(Part::kQuantity) = absl::int128(line.now_minor) - line.approved_minor;
  for (int i = 1; i < kPartCount; ++i) at(Part::kQuantity) -= parts[i];
  Split split{.approved_minor = line.approved_minor, .now_minor = line.now_minor};
  for (int i = 0; i < kPartCount; ++i) {
    ASSIGN_OR_RETURN(split.parts[i], AsAmount(parts[i]));
  }
  return split;
}

}  // namespace

absl::string_view Name(Part part) { return NameIn(kParts, part); }

absl::StatusOr<Part> ParsePart(absl::string_view name) {
  if (const auto part = ParseIn<Part>(kParts, name); part.has_value()) return *part;
  return absl::InvalidArgumentError(absl::StrCat(Quote(name, 40), " is no part of a variance"));
}

absl::StatusOr<Answer> SplitOf(absl::Span<const Line> lines, absl::Span<const Declared> declared) {
  RETURN_IF_ERROR(Check(lines, declared));
  std::map<absl::string_view, DeclaredParts> by_line;
  for (const Declared& item : declared) {
    by_line[item.line][static_cast<size_t>(item.part)] += item.amount_minor;
  }
  Answer answer;
  answer.lines.reserve(lines.size());
  for (const Line& line : lines) {
    ASSIGN_OR_RETURN(Split split, SplitLine(line, by_line[line.id]));
    answer.lines.push_back(split);
  }
  ASSIGN_OR_RETURN(answer.total, Sum(answer.lines));
  return answer;
}

absl::StatusOr<Split> Sum(absl::Span<const Split> splits) {
  absl::int128 approved = 0, now = 0;
  DeclaredParts parts{};
  for (const Split& split : splits) {
    approved += split.approved_minor;
    now += split.now_minor;
    for (int i = 0; i < kPartCount; ++i) parts[i] += split.parts[i];
  }
  Split sum;
  ASSIGN_OR_RETURN(sum.approved_minor, AsAmount(approved));
  ASSIGN_OR_RETURN(sum.now_minor, AsAmount(now));
  for (int i = 0; i < kPartCount; ++i) {
    ASSIGN_OR_RETURN(sum.parts[i], AsAmount(parts[i]));
  }
  return sum;
}

absl::StatusOr<int64_t> Reexpressed(int64_t approved_minor, int64_t index_then_micro,
                                    int64_t index_now_micro) {
  Line line{.id = "amount", .approved_minor = approved_minor};
  line.approved_at.index_micro = index_then_micro;
  line.now_at.index_micro = index_now_micro;
  RETURN_IF_ERROR(Check({&line, 1}, {}));
  return Scaled(approved_minor, index_now_micro, index_then_micro);
}

Comparison Compare(const Split& split, const LeaveOut& leave_out) {
  Comparison comparison{.baseline_minor = split.approved_minor,
                        .now_minor = split.now_minor,
                        .nominal_overrun_minor = split.nominal_overrun_minor()};
  for (const auto& [left_out, part] : {std::pair{leave_out.price_index, Part::kPriceIndex},
                                       {leave_out.exchange_rate, Part::kExchangeRate},
                                       {leave_out.tax_or_law, Part::kTaxOrLaw},
                                       {leave_out.scope, Part::kScope},
                                       {leave_out.transfer, Part::kTransfer}}) {
    if (left_out) comparison.baseline_minor += split.Of(part);
  }
  comparison.overrun_minor = comparison.now_minor - comparison.baseline_minor;
  return comparison;
}

}  // namespace cartera::variance
