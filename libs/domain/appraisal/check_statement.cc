// What one line says: amount or quantity, course, tax, spread.
#include <string>
#include <type_traits>

#include "absl/strings/str_cat.h"
#include "libs/base/limits.h"
#include "libs/domain/appraisal/checker.h"
#include "libs/domain/appraisal/fields.h"
#include "libs/domain/appraisal/flows.h"
#include "libs/domain/money/text.h"

namespace cartera::appraisal::checker {
namespace {

constexpr absl::string_view kPercentRange = " must be 0 to 100 %.";

std::string Range(absl::string_view what, int64_t value, int64_t min, int64_t max) {
  return absl::StrCat(what, " ", value, "; it must be ", min, " to ", max, ".");
}

template <typename Line>
class StatementChecker {
 public:
  using PathOf = std::string (*)(const Line&, absl::string_view);
  StatementChecker(const Input& input, int row, const Line& line, PathOf path, Reporter& report)
      : input_(input), row_(row), line_(line), path_(path), report_(report) {}

  void Run() {
    const int before = report_.blocked_count();
    if (line_.amount.has_value() && line_.quantity.has_value()) {
      Block("quantity", "AMOUNT_AND_QUANTITY",
            "has an amount and a quantity: keep the one it is known by.");
    } else if (!line_.amount.has_value() && !line_.quantity.has_value()) {
      Block("amount", "AMOUNT_MISSING",
            "has no amount. Unknown is not zero: estimate it and mark it as an assumption.");
    }
    if (line_.amount.has_value()) CheckPrice(*line_.amount, "amount");
    if (line_.quantity.has_value()) CheckQuantity(*line_.quantity);
    CheckCourse();
    if (line_.spread.has_value()) {
      CheckSpread(Subject(), row_, *line_.spread, path_(line_, "spread"), report_);
    }
    if (report_.blocked_count() == before && absl::IsOutOfRange(FlowStatus())) {
      Block("course", "AMOUNT_TOO_LARGE", "grows past the largest amount there can be.");
    }
  }

 private:
  std::string Subject() const { return absl::StrCat("Line \"", line_.id, "\""); }

  void Block(absl::string_view field, absl::string_view code, absl::string_view what) {
    report_.Block(row_, path_(line_, field), code, absl::StrCat(Subject(), " ", what));
  }

  absl::Status FlowStatus() const { return FlowOf(line_, input_.methodology).status(); }

  void CheckPrice(const money::Money& price, absl::string_view field) {
    if (price.amount_minor >= 0) return;
    Block(field, "AMOUNT_NEGATIVE",
          absl::StrCat("has the negative amount ", money::Format(price),
                       "; write a saving as a benefit."));
  }

  void CheckQuantity(const Quantity& quantity) {
    if (quantity.unit_price.has_value() && !quantity.unit_value.empty()) {
      Block("quantity.unit_value", "PRICE_TWICE",
            "has a price of its own and a unit value of the method: keep one.");
    } else if (quantity.unit_price.has_value()) {
      CheckPrice(*quantity.unit_price, "quantity.unit_price");
    } else if (quantity.unit_value.empty()) {
      Block("quantity.unit_price", "PRICE_MISSING", "has a quantity without a price.");
    } else if (absl::IsNotFound(FlowStatus())) {
      Block("quantity.unit_value", "UNKNOWN_UNIT_VALUE",
            absl::StrCat("uses the unit value \"", quantity.unit_value,
                         "\", which the method does not have."));
    }
    CheckWithin("quantity.quantity_milli", "QUANTITY_OUT_OF_RANGE",
                "has the quantity (thousandths)", quantity.quantity_milli, 0, kQuantityMilliMax);
    CheckWithin("quantity.overhead_bp", "OVERHEAD_OUT_OF_RANGE", "has an overhead (bp) of",
                quantity.overhead_bp, 0, kOverheadBpMax);
    CheckWithin("quantity.growth_bp", "GROWTH_OUT_OF_RANGE", "has a growth (bp) of",
                quantity.growth_bp, kGrowthBpMin, kGrowthBpMax);
    if (!IsFilled(quantity.unit)) {
      report_.Add(Severity::kShould, row_, path_(line_, "quantity.unit"), "QUANTITY_UNIT_MISSING",
                  absl::StrCat(Subject(), " does not say what is counted."),
                  "The quantity cannot be followed.");
    }
  }

  void CheckCourse() {
    const Course& course = line_.course;
    CheckWithin("course.growth_bp", "GROWTH_OUT_OF_RANGE", "has a growth (bp) of", course.growth_bp,
                kGrowthBpMin, kGrowthBpMax);
    if (course.last_fiscal_year != 0 && course.last_fiscal_year < line_.fiscal_year) {
      Block("course.last_fiscal_year", "COURSE_ENDS_BEFORE_START",
            absl::StrCat("ends in ", course.last_fiscal_year, ", before it begins in ",
                         line_.fiscal_year, "."));
    } else if (int64_t{LastYearOf(line_)} - line_.fiscal_year >= kCourseYearsMax) {
      Block("course.last_fiscal_year", "COURSE_TOO_LONG",
            absl::StrCat("runs from ", line_.fiscal_year, " to ", course.last_fiscal_year,
                         "; it may run for ", kCourseYearsMax, " years."));
    } else if (LastYearOf(line_) > input_.horizon.last_fiscal_year()) {
      report_.Add(Severity::kNote, row_, path_(line_, "course.last_fiscal_year"),
                  "COURSE_PAST_HORIZON",
                  absl::StrCat(Subject(), " runs to ", LastYearOf(line_), "; the case counts to ",
                               input_.horizon.last_fiscal_year(), "."),
                  "Later years are in no figure.");
    }
    for (const int share_bp : course.ramp_bp) {
      if (share_bp >= 0 && share_bp <= methodology::kWholeBp) continue;
      Block("course.ramp_bp", "RAMP_OUT_OF_RANGE",
            absl::StrCat("has a share (bp) of ", share_bp, " in its ramp;", kPercentRange));
      break;
    }
    CheckSteps();
  }

  void CheckSteps() {
    int before = line_.fiscal_year;
    for (const Step& step : line_.course.steps) {
      if (step.from_fiscal_year <= before) {
        Block("course.steps", "STEPS_NOT_RISING",
              absl::StrCat("has a step in ", step.from_fiscal_year, " that is not after ", before,
                           "; steps rise, and the first is after the line's own year."));
        return;
      }
      before = step.from_fiscal_year;
      if (step.amount_minor < 0) {
        Block("course.steps", "AMOUNT_NEGATIVE",
              absl::StrCat("has a negative step in ", step.from_fiscal_year, "."));
      }
    }
    if (line_.course.steps.empty() || before <= LastYearOf(line_)) return;
    report_.Add(Severity::kShould, row_, path_(line_, "course.steps"), "STEP_PAST_COURSE",
                absl::StrCat(Subject(), " has a step in ", before, ", but ends in ",
                             LastYearOf(line_), "."),
                "The step counts in no year.");
  }

  void CheckWithin(absl::string_view field, absl::string_view code, absl::string_view what,
                   int64_t value, int64_t min, int64_t max) {
    if (value >= min && value <= max) return;
    Block(field, code, Range(what, value, min, max));
  }

  const Input& input_;
  int row_;
  const Line& line_;
  PathOf path_;
  Reporter& report_;
};

// Engine 1 counts one amount of one year a line; what it would pass over must not look counted.
template <typename Line>
std::string PassedOverByEngine1(const Line& line) {
  std::string names;
  const auto name = [&names](bool is_used, absl::string_view field) {
    if (is_used) absl::StrAppend(&names, names.empty() ? "" : ", ", field);
  };
  name(line.quantity.has_value(), "quantity");
  name(!(line.course == Course()), "course");
  name(line.transfer, "transfer");
  name(!line.price_index.empty(), "price_index");
  if constexpr (std::is_same_v<Line, CostLine>) {
    name(line.tax.has_value(), "tax");
    name(line.sunk, "sunk");
  }
  return names;
}

template <typename Line>
void CheckEngine(const Input& input, int row, const Line& line, const std::string& path,
                 Reporter& report) {
  if (input.methodology.engine != 1) return;
  const std::string names = PassedOverByEngine1(line);
  if (names.empty()) return;
  report.Block(row, path, "NOT_READ_BY_METHOD",
               absl::StrCat("Line \"", line.id, "\" uses ", names, ", which the method ",
                            input.methodology.id, " version ", input.methodology.version,
                            " does not count: choose a newer version, or write a line a year."));
}

}  // namespace

void CheckStatement(const Input& input, int row, const CostLine& line, Reporter& report) {
  StatementChecker<CostLine>(input, row, line, CostPath, report).Run();
  CheckEngine(input, row, line, CostPath(line, ""), report);
  if (line.tax.has_value() && (line.tax->rate_bp < 0 || line.tax->rate_bp > kTaxRateBpMax)) {
    report.Block(row, CostPath(line, "tax.rate_bp"), "TAX_RATE_OUT_OF_RANGE",
                 absl::StrCat("Line \"", line.id, "\" has a tax rate (bp) of ", line.tax->rate_bp,
                              "; it", kPercentRange));
  }
}

void CheckStatement(const Input& input, int row, const BenefitLine& line, Reporter& report) {
  CheckEngine(input, row, line, BenefitPath(line, ""), report);
  if (line.category != BenefitCategory::kNonMonetised) {
    StatementChecker<BenefitLine>(input, row, line, BenefitPath, report).Run();
    return;
  }
  if (!line.amount.has_value() && !line.quantity.has_value()) return;
  report.Block(row, BenefitPath(line, line.amount.has_value() ? "amount" : "quantity"),
               "AMOUNT_ON_NON_MONETISED",
               absl::StrCat("Line \"", line.id, "\" is not monetised but has an amount: remove ",
                            "the amount or choose another category."));
}

void CheckSpread(const std::string& subject, int row, const Spread& spread, const std::string& path,
                 Reporter& report) {
  const auto block = [&](absl::string_view code, absl::string_view what) {
    report.Block(row, path, code, absl::StrCat(subject, " ", what));
  };
  const bool has_mode =
      spread.shape == SpreadShape::kTriangular || spread.shape == SpreadShape::kPert;
  if (spread.shape == SpreadShape::kUnspecified) {
    return block("SPREAD_SHAPE_MISSING",
                 "has a spread without a shape: triangular, pert, uniform or lognormal.");
  }
  if (spread.low_bp < 0 || spread.high_bp > kSpreadBpMax) {
    return block("SPREAD_OUT_OF_RANGE",
                 Range("has a spread (bp) to", spread.high_bp, 0, kSpreadBpMax));
  }
  // Uniform and lognormal need no likeliest value.
  const bool likely_fits =
      (!has_mode && spread.likely_bp == 0) ||
      (spread.likely_bp >= spread.low_bp && spread.likely_bp <= spread.high_bp);
  if (spread.low_bp >= spread.high_bp || !likely_fits) {
    return block(
        "SPREAD_NOT_RISING",
        absl::StrCat("has the spread ", spread.low_bp, ", ", spread.likely_bp, ", ", spread.high_bp,
                     " (bp of its amount): low must be below high, and likely between."));
  }
  if (spread.shape == SpreadShape::kLognormal && spread.low_bp == 0) {
    block("SPREAD_LOW_ZERO", "has a lognormal spread from zero, which no lognormal reaches.");
  }
}

}  // namespace cartera::appraisal::checker
