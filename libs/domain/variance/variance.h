#ifndef CARTERA_LIBS_DOMAIN_VARIANCE_VARIANCE_H_
#define CARTERA_LIBS_DOMAIN_VARIANCE_VARIANCE_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

// Why a project costs other than was approved. All amounts of a call are minor units of one unit;
// more than approved is positive.
namespace cartera::variance {

inline constexpr int64_t kFactorMicroMax = 1'000'000'000'000;  // an index, an exchange rate
inline constexpr int64_t kTaxBpMax = 100'000;                  // 1,000 percent
inline constexpr int kLinesMax = 10'000;

// Where a difference comes from. Quantity is the rest: what the project buys more or less of, and
// what it pays beyond the index. It is the one part that is always the project's own.
enum class Part : uint8_t { kQuantity, kPriceIndex, kExchangeRate, kTaxOrLaw, kScope, kTransfer };
inline constexpr int kPartCount = 6;

// "quantity", "tax_or_law", and back. Errors: INVALID_ARGUMENT.
absl::string_view Name(Part part);
absl::StatusOr<Part> ParsePart(absl::string_view name);

// What an amount was priced with. Of a line that follows no index, is paid in the unit itself or
// bears no tax, the same value then and now.
struct Conditions {
  int64_t index_micro = 1'000'000;          // of the line's price series: 1 to kFactorMicroMax
  int64_t exchange_rate_micro = 1'000'000;  // millionths of the unit for one of the line's currency
  int64_t tax_bp = 0;                       // 0 to kTaxBpMax, on top of the net price and within
                                            // the amount
  friend bool operator==(const Conditions&, const Conditions&) = default;
};

// A cost of one year and category. An approved amount in real prices has the index of its price
// year as `approved_at`; a nominal one the index that was assumed for the year.
struct Line {
  std::string id;
  int64_t approved_minor = 0;  // as written in the baseline
  int64_t now_minor = 0;       // actual, or actual and forecast, as it is paid
  Conditions approved_at;
  Conditions now_at;
};

// A part that no series shows and somebody decided: law, scope or transfer, in the money of today.
struct Declared {
  std::string line;  // id
  Part part = Part::kScope;
  int64_t amount_minor = 0;
  std::string act;  // the law, the decision, the transfer: never empty
};

// parts[Part] add up to now_minor - approved_minor, exactly.
struct Split {
  int64_t approved_minor = 0;
  int64_t now_minor = 0;
  std::array<int64_t, kPartCount> parts{};
  int64_t Of(Part part) const { return parts[static_cast<size_t>(part)]; }
  // What was approved and what it costs, as both are written: reported beside every light.
  int64_t nominal_overrun_minor() const { return now_minor - approved_minor; }
  friend bool operator==(const Split&, const Split&) = default;
};

struct Answer {
  Split total;               // the sum of the lines
  std::vector<Split> lines;  // in the order given
};

// The approved amount is taken through index, exchange rate and tax, in this order:
//   A1 = A x index_now / index_then, A2 = A1 x rate_now / rate_then,
//   A3 = A2 x (1 + tax_now) / (1 + tax_then),
// each rounded half to even to a minor unit. The steps are the parts, so what one step rounds away
// is in the next, and the last of it in quantity; effects of two causes at once count with the
// later. Declared amounts follow; quantity is what is left.
// This order is this product's own: no source gives one.
// Errors: INVALID_ARGUMENT naming all faults by field ("lines[2].now_at.index_micro"); OUT_OF_RANGE
// when an amount passes kAmountMinorMax.
absl::StatusOr<Answer> SplitOf(absl::Span<const Line> lines, absl::Span<const Declared> declared);

// The splits of several projects or years together. Both sides of a transfer cancel.
// Errors: OUT_OF_RANGE.
absl::StatusOr<Split> Sum(absl::Span<const Split> splits);

// An approved amount in the prices of now: A2 and A3 are not applied.
// Errors: INVALID_ARGUMENT, OUT_OF_RANGE.
absl::StatusOr<int64_t> Reexpressed(int64_t approved_minor, int64_t index_then_micro,
                                    int64_t index_now_micro);

// Which parts a light does not count. Price index and exchange rate by default; quantity always
// counts.
struct LeaveOut {
  bool price_index = true;
  bool exchange_rate = true;
  bool tax_or_law = false;
  bool scope = false;
  bool transfer = false;
};

// Like for like: the baseline re-expressed with what is left out, beside what is forecast.
struct Comparison {
  int64_t baseline_minor = 0;  // approved and the parts left out
  int64_t now_minor = 0;
  int64_t overrun_minor = 0;          // now - baseline
  int64_t nominal_overrun_minor = 0;  // now - approved as written, always reported
};
Comparison Compare(const Split& split, const LeaveOut& leave_out);

}  // namespace cartera::variance

#endif  // CARTERA_LIBS_DOMAIN_VARIANCE_VARIANCE_H_
