#include <filesystem>
#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"
#include "libs/domain/canonical/form.h"
#include "libs/domain/money/text.h"
#include "libs/domain/reference_class/limits.h"
#include "libs/domain/reference_class/read.h"
#include "libs/domain/reference_class/shipped.h"
#include "tools/cartera/case_cost.h"
#include "tools/cartera/case_file.h"
#include "tools/cartera/commands.h"
#include "tools/cartera/errors.h"
#include "tools/cartera/page_reference.h"
#include "tools/cartera/values.h"
#include "tools/cartera/verb_tables.h"

namespace cartera::cli {
namespace {

using reference_class::ReferenceClass;

absl::Status OfFlag(absl::string_view flag, const absl::Status& status) {
  return absl::InvalidArgumentError(absl::StrCat("--", flag, ": ", status.message()));
}

absl::StatusOr<ReferenceClass> ClassGiven(const Invocation& invocation, absl::string_view id_flag) {
  if (!invocation.Has("list")) {
    return reference_class::LoadShipped(invocation.Has(id_flag)
                                            ? invocation.Get(id_flag)
                                            : std::string(reference_class::kUsualClass));
  }
  if (invocation.Has(id_flag)) {
    return absl::InvalidArgumentError("--list: not together with a class that ships");
  }
  std::string text;
  RETURN_IF_ERROR(ReadFile(invocation.Get("list"), &text));
  absl::StatusOr<ReferenceClass> of = reference_class::Read(text, convert::Units());
  if (!of.ok()) return OfFlag("list", of.status());
  of->id = std::filesystem::path(invocation.Get("list")).filename().string();
  of->title = "a list of your own";
  return of;
}

absl::Status Print(const Invocation& invocation, const std::string& page,
                   const canonical::Value& value) {
  if (invocation.globals.output == Output::kCsv) {
    return absl::InvalidArgumentError("--output: csv is not made here; json is");
  }
  *invocation.out << (invocation.IsTable() ? page : absl::StrCat(canonical::Write(value), "\n"));
  return absl::OkStatus();
}

absl::StatusOr<int> WholeNumber(const Invocation& invocation, absl::string_view flag,
                                int otherwise) {
  if (!invocation.Has(flag)) return otherwise;
  int number = 0;
  if (absl::SimpleAtoi(invocation.Get(flag), &number)) return number;
  return absl::InvalidArgumentError(
      absl::StrCat("--", flag, ": \"", invocation.Get(flag), "\" is not a whole number"));
}

// The number times 10^decimals. Errors: INVALID_ARGUMENT naming the flag.
absl::StatusOr<int64_t> Decimal(const Invocation& invocation, absl::string_view flag,
                                int decimals) {
  absl::StatusOr<int64_t> number = money::ParseAmountMinor(invocation.Get(flag), decimals);
  if (!number.ok()) return OfFlag(flag, number.status());
  return number;
}

// The domain's names of what is wrong, as the flags they were given with.
absl::Status InFlags(const absl::Status& status) {
  std::vector<std::string> lines;
  for (absl::string_view line : absl::StrSplit(status.message(), '\n')) {
    static constexpr std::pair<absl::string_view, absl::string_view> kFlags[] = {
        {"kind:", "--kind:"},
        {"sector:", "--sector:"},
        {"region:", "--region:"},
        {"first_year:", "--from-year:"},
        {"last_year:", "--until-year:"},
        {"size_factor:", "--size-factor:"},
        {"cost_minor:", "--cost:"},
        {"cost_uplift_bp:", "--uplift, in basis points:"},
        {"months:", "--months:"}};
    std::string named(line);
    for (const auto& [field, flag] : kFlags) {
      if (absl::StartsWith(line, field)) named = absl::StrCat(flag, line.substr(field.size()));
    }
    lines.push_back(std::move(named));
  }
  return absl::Status(status.code(), absl::StrJoin(lines, "\n"));
}

struct Given {
  std::optional<money::Money> cost;
  std::optional<int64_t> months;
};

// What the case says, unless a flag says otherwise; adds where each is from to `facts`.
absl::StatusOr<Given> WhatIsGiven(const Invocation& invocation, PlacedCase* placed) {
  Given given;
  if (invocation.Has("case")) {
    placed->facts.emplace_back("case", invocation.Get("case"));
    ASSIGN_OR_RETURN(const auto content, ReadCaseFile(invocation.Get("case")));
    const absl::StatusOr<CostToBuild> built = CostToBuildOf(content);
    if (!built.ok() && !invocation.Has("cost")) return OfFlag("case", built.status());
    if (built.ok() && !invocation.Has("cost")) {
      given.cost = built->cost;
      placed->facts.emplace_back(
          "cost", absl::StrCat(money::Format(built->cost), ": the ", built->lines_count,
                               " cost lines of option ", built->option, " that do not recur"));
    }
    if (built.ok() && built->months > 0) given.months = built->months;
  } else if (!invocation.Has("cost")) {
    return absl::InvalidArgumentError("--case or --cost must be given");
  }
  if (invocation.Has("cost")) {
    const absl::StatusOr<type::v1::Money> cost = MoneyFromText(invocation.Get("cost"));
    if (!cost.ok()) return OfFlag("cost", cost.status());
    ASSIGN_OR_RETURN(given.cost, convert::FromProto(*cost));
    placed->facts.emplace_back("cost", absl::StrCat(money::Format(*given.cost), ", as given"));
  }
  if (invocation.Has("months")) {
    ASSIGN_OR_RETURN(given.months, WholeNumber(invocation, "months", 0));
  }
  return given;
}

// The cost in the class's unit, at the rate given; nothing for a class without amounts.
absl::StatusOr<std::optional<int64_t>> CostInClass(const Invocation& invocation,
                                                   const ReferenceClass& of,
                                                   const money::Money& cost, PlacedCase* placed) {
  if (!of.unit.has_value()) return std::optional<int64_t>();
  if (cost.amount_minor <= 0) return absl::InvalidArgumentError("the case's cost is not above 0");
  int64_t rate_nano = reference_class::kNano;
  if (of.unit->code != cost.unit.code) {
    if (of.unit->code != "USD") {
      return absl::InvalidArgumentError(absl::StrCat("the case is in ", cost.unit.code,
                                                     " and the class in ", of.unit->code,
                                                     "; give --cost in ", of.unit->code));
    }
    if (!invocation.Has("usd-rate")) {
      return absl::InvalidArgumentError(absl::StrCat("--usd-rate: the case is in ", cost.unit.code,
                                                     " and the class in USD; say how many ",
                                                     cost.unit.code, " one USD costs"));
    }
    ASSIGN_OR_RETURN(rate_nano, Decimal(invocation, "usd-rate", 9));
  } else if (invocation.Has("usd-rate")) {
    return absl::InvalidArgumentError(
        absl::StrCat("--usd-rate: case and class are both in ", cost.unit.code));
  }
  const absl::StatusOr<int64_t> amount = reference_class::AmountIn(*of.unit, cost, rate_nano);
  if (!amount.ok()) return OfFlag("usd-rate", amount.status());
  if (invocation.Has("usd-rate")) {
    placed->facts.emplace_back(
        "in the class's unit",
        absl::StrCat(money::Format(money::Nominal(*amount, *of.unit)), ", at ",
                     invocation.Get("usd-rate"), " ", cost.unit.code, " for 1 USD, as given"));
  }
  if (cost.basis == money::PriceBasis::kReal) {
    placed->facts.emplace_back(
        "prices",
        absl::StrCat("of ", cost.price_year, "; the class's are as each project had them"));
  }
  return std::optional(*amount);
}

absl::StatusOr<reference_class::Sought> WhatIsSought(const Invocation& invocation,
                                                     std::optional<int64_t> cost_minor) {
  reference_class::Sought sought;
  sought.kind = invocation.Get("kind");
  sought.sector = invocation.Get("sector");
  sought.region = invocation.Get("region");
  ASSIGN_OR_RETURN(sought.first_year, WholeNumber(invocation, "from-year", 0));
  ASSIGN_OR_RETURN(sought.last_year, WholeNumber(invocation, "until-year", 0));
  ASSIGN_OR_RETURN(sought.size_factor,
                   WholeNumber(invocation, "size-factor", reference_class::kSizeFactorUsual));
  sought.cost_minor = cost_minor;
  return sought;
}

std::string ColumnsOfLists() {
  std::string out =
      "Columns of --list, in any order; all but title may be left out, and an empty\n"
      "cell means not known:\n";
  for (const auto& column : reference_class::kColumns) {
    absl::StrAppend(&out, "  ", PadRight(column.name, 15), column.meaning, "\n");
  }
  return out;
}

}  // namespace

absl::StatusOr<int> ReferenceClassList(Invocation& invocation) {
  std::vector<ReferenceClass> classes;
  canonical::Value json = canonical::Value::Array();
  for (const std::string& id : reference_class::ShippedIds()) {
    ASSIGN_OR_RETURN(ReferenceClass of, reference_class::LoadShipped(id));
    json.Append(ClassJson(of));
    classes.push_back(std::move(of));
  }
  RETURN_IF_ERROR(Print(invocation, ClassListPage(classes, invocation.style), json));
  return kExitOk;
}

absl::StatusOr<int> ReferenceClassShow(Invocation& invocation) {
  ASSIGN_OR_RETURN(const ReferenceClass of, ClassGiven(invocation, "CLASS"));
  RETURN_IF_ERROR(Print(invocation, ClassPage(of, invocation.style), ClassJson(of)));
  return kExitOk;
}

absl::StatusOr<int> ReferenceClassPlace(Invocation& invocation) {
  ASSIGN_OR_RETURN(const ReferenceClass of, ClassGiven(invocation, "class"));
  PlacedCase placed;
  ASSIGN_OR_RETURN(const Given given, WhatIsGiven(invocation, &placed));
  reference_class::OwnValues own = {.months = given.months};
  ASSIGN_OR_RETURN(own.cost_minor, CostInClass(invocation, of, *given.cost, &placed));
  if (invocation.Has("uplift")) {
    ASSIGN_OR_RETURN(own.cost_uplift_bp, Decimal(invocation, "uplift", 2));
    placed.facts.emplace_back("uplift", absl::StrCat(invocation.Get("uplift"), " %, as given"));
  }
  ASSIGN_OR_RETURN(placed.sought, WhatIsSought(invocation, own.cost_minor));
  auto placements = reference_class::Place(of, placed.sought, own);
  if (!placements.ok()) return InFlags(placements.status());
  placed.placements = *std::move(placements);
  ASSIGN_OR_RETURN(placed.outcomes, reference_class::CountOutcomes(of, placed.sought));
  RETURN_IF_ERROR(
      Print(invocation, PlacementPage(of, placed, invocation.style), PlacementJson(of, placed)));
  return kExitOk;
}

// clang-format off
std::vector<Verb> ReferenceVerbs() {
  const Extra list = {"list", "FILE", "A class of your own as CSV, instead of one that ships."};
  return {
      {.noun = "reference-class", .verb = "list",
       .help = "The classes of finished projects that ship with Cartera.",
       .example = "cartera reference-class list", .run = ReferenceClassList},
      {.noun = "reference-class", .verb = "show", .positional = "[CLASS]",
       .help = "What a class holds, what it does not say, and where it is from.",
       .example = "cartera reference-class show world-bank-digital",
       .extras = {{"CLASS", "CLASS", "Its id; world-bank-digital unless given."}, list},
       .run = ReferenceClassShow, .details = ColumnsOfLists},
      {.noun = "reference-class", .verb = "place",
       .help = "Where a case stands among comparable finished projects, and which uplift would "
               "have covered them; without a server.",
       .example = "cartera reference-class place --case tools/samples/cases/gcsurplus.yaml "
                  "--usd-rate 1.36 --kind gov-sys --sector GOV",
       .extras = {{"case", "FILE", "The case as YAML or JSON. Its cost is that of the preferred "
                                   "option's lines that do not recur."},
                  {"class", "ID", "The class; world-bank-digital unless given."}, list,
                  {"cost", "MONEY", "What it takes to build, instead of the case's lines."},
                  {"usd-rate", "NUMBER", "What one USD costs in the case's money, such as 1.36; "
                                         "where the class is in USD and the case is not."},
                  {"months", "NUMBER", "From decision to use, instead of the case's years."},
                  {"uplift", "PERCENT", "Added to the cost already, such as 20."},
                  {"kind", "WORD", "Of the class's; see show."},
                  {"sector", "WORD", "Of the class's."}, {"region", "WORD", "Of the class's."},
                  {"from-year", "YEAR", "Finished in that year or later."},
                  {"until-year", "YEAR", "Finished in that year or before."},
                  {"size-factor", "NUMBER", "Comparable in size is from cost / NUMBER to cost x "
                                            "NUMBER; 3 unless given."}},
       .run = ReferenceClassPlace, .details = ColumnsOfLists}};
}
// clang-format on

}  // namespace cartera::cli
