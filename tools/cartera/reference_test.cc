// Reference classes on the command line: pages against golden files, and what is refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "google/protobuf/text_format.h"
#include "libs/domain/canonical/form.h"
#include "tools/cartera/app.h"
#include "tools/cartera/case_cost.h"
#include "tools/cartera/golden.h"

namespace cartera::cli {
namespace {

using appraisal::v1::CaseContent;
using testing::HasSubstr;

struct Ran {
  int code = 0;
  std::string out;
  std::string err;
};

// No verb here may call a server.
Transport NoServer(const Address&, absl::Duration) {
  Transport transport;
  transport.call = [](const auto&, auto*) {
    ADD_FAILURE() << "a call was made";
    return absl::InternalError("no server");
  };
  return transport;
}

Ran RunClass(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "reference-class");
  std::stringstream out;
  std::stringstream err;
  Terminal terminal;
  terminal.out = &out;
  terminal.err = &err;
  terminal.connect = NoServer;
  Ran ran;
  ran.code = RunCommandLine(arguments, terminal);
  ran.out = out.str();
  ran.err = err.str();
  return ran;
}

std::string Written(const std::string& name, const std::string& text) {
  const std::string path = absl::StrCat(testing::TempDir(), "/", name);
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

// Forty registers of which every second cost more than planned, by 5 % more each; ten portals.
std::string OwnList() {
  std::string text =
      "title,kinds,sector,year,unit,cost,final_cost,months,final_months,benefit,final_benefit\n";
  for (int i = 0; i < 40; ++i) {
    absl::StrAppend(&text, "Register ", i, ",register,", i % 4 == 0 ? "tax" : "health", ",",
                    2000 + i / 2, ",CAD,100000.00,", i % 2 == 0 ? 100'000 : 100'000 + 5'000 * i,
                    ".00,24,", 24 + i % 12, ",1000,", 1'100 - 20 * i, "\n");
  }
  for (int i = 0; i < 10; ++i) absl::StrAppend(&text, "Portal ", i, ",portal,,,,,,12,12,,\n");
  return text;
}

TEST(ReferenceClass, ListsAndShowsWhatShips) {
  ExpectGolden("reference_class_list.txt", RunClass({"list"}).out);
  ExpectGolden("reference_class_show.txt", RunClass({"show", "world-bank-digital"}).out);
  EXPECT_EQ(RunClass({"show"}).out, RunClass({"get", "world-bank-digital"}).out);
}

TEST(ReferenceClass, PlacesACaseInTheWorldBanksList) {
  const Ran ran =
      RunClass({"place", "--cost", "3,900,000 CAD@2026", "--usd-rate", "1.36", "--kind", "gov-sys",
                "--sector", "GOV", "--region", "LCR", "--from-year", "2010"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  ExpectGolden("reference_class_place.txt", ran.out);
}

TEST(ReferenceClass, SaysWhichUpliftWouldHaveCoveredCanadasBudgets) {
  const Ran ran = RunClass({"place", "--class", "canada-2016-2019", "--cost", "4,000,000 CAD",
                            "--uplift", "25", "--sector", "cra", "--size-factor", "2"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  ExpectGolden("reference_class_place_canada.txt", ran.out);
}

TEST(ReferenceClass, PlacesACaseInAListOfOnesOwn) {
  const Ran ran =
      RunClass({"place", "--list", Written("own.csv", OwnList()), "--cost", "120,000 CAD",
                "--months", "30", "--uplift", "20", "--kind", "register", "--sector", "tax"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  ExpectGolden("reference_class_place_own.txt", ran.out);
}

TEST(ReferenceClass, SaysTooFewAndGivesNoFigure) {
  std::string text = "title,unit,cost,final_cost\n";
  for (int i = 0; i < 16; ++i) absl::StrAppend(&text, "A,CAD,100,12", i % 10, "\n");
  const Ran ran = RunClass(
      {"place", "--list", Written("few.csv", text), "--cost", "100 CAD", "--uplift", "20"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("Too few: 16 comparable projects, and 17 are needed."));
  EXPECT_THAT(ran.out, testing::Not(HasSubstr("OF THEM")));
  EXPECT_THAT(ran.out, testing::Not(HasSubstr("would have covered")));
}

TEST(ReferenceClass, SaysThatAListOfTitlesComparesNothing) {
  const Ran ran =
      RunClass({"place", "--list", Written("titles.csv", "title\nA\n"), "--cost", "1 CAD"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("The class says nothing that could be compared."));
}

TEST(ReferenceClass, GivesProgramsTheSame) {
  const Ran ran = RunClass({"place", "--cost", "5,000,000 USD", "--kind", "e-serv", "--sector",
                            "MTI", "--output", "json"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  const auto value = canonical::Parse(ran.out.substr(0, ran.out.size() - 1));
  ASSERT_TRUE(value.ok()) << value.status();
  ExpectGolden("reference_class_place.json", ran.out);
  const std::string list = RunClass({"list", "--output", "ndjson"}).out;
  EXPECT_TRUE(canonical::Parse(list.substr(0, list.size() - 1)).ok());
}

TEST(ReferenceClass, RefusesByNameOfTheFlag) {
  struct Row {
    std::vector<std::string> flags;
    const char* error;
  };
  const std::string list = Written("refused.csv", "title,unit,cost\nA,CAD,1\n");
  for (const Row& row : std::vector<Row>{
           {{}, "--case or --cost must be given"},
           {{"--cost", "5 CAD"}, "--usd-rate: the case is in CAD and the class in USD"},
           {{"--cost", "5 USD", "--usd-rate", "2"}, "--usd-rate: case and class are both in USD"},
           {{"--cost", "5 CAD", "--usd-rate", "x"}, "--usd-rate: "},
           {{"--cost", "5 CAD", "--usd-rate", "0"}, "--usd-rate: "},
           {{"--cost", "5 CAD", "--usd-rate", "-1"}, "--usd-rate: "},
           {{"--cost", "0 USD"}, "the case's cost is not above 0"},
           {{"--cost", "five"}, "--cost: "},
           {{"--cost", "5 USD", "--kind", "k"}, "--kind: \"k\" is not one of dt, e-serv"},
           {{"--cost", "5 USD", "--from-year", "1"}, "--from-year: 1 is not within 1900"},
           {{"--cost", "5 USD", "--until-year", "y"}, "--until-year: \"y\" is not a whole number"},
           {{"--cost", "5 USD", "--size-factor", "101"}, "--size-factor: 101 is not within 2"},
           {{"--cost", "5 USD", "--months", "0"}, "--months: 0 is not within 1"},
           {{"--cost", "5 USD", "--uplift", "-101"}, "--uplift"},
           {{"--cost", "5 USD", "--class", "mars"},
            "there are canada-2016-2019, world-bank-digital"},
           {{"--cost", "5 USD", "--class", "x", "--list", list}, "--list: not together"},
           {{"--cost", "5 USD", "--list", list}, "the case is in USD and the class in CAD"},
           {{"--cost", "5 USD", "--list", "/nowhere.csv"}, "/nowhere.csv"},
           {{"--cost", "5 USD", "--output", "csv"}, "--output: csv is not made here"}}) {
    std::vector<std::string> arguments = row.flags;
    arguments.insert(arguments.begin(), "place");
    const Ran ran = RunClass(arguments);
    EXPECT_NE(ran.code, 0) << row.error;
    EXPECT_THAT(ran.err, HasSubstr(row.error));
    EXPECT_EQ(ran.out, "");
  }
}

CaseContent Content(const char* text) {
  CaseContent content;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &content));
  return content;
}

// 100.00; 3 x 20.00 with a tenth on top in 2027 and 2028; and neither what recurs, nor what is
// spent already, nor another option's.
constexpr char kCase[] = R"pb(
  identification { start_fiscal_year: 2027 go_live_fiscal_year: 2029 }
  options {
    options { id: "nothing" }
    options { id: "new" preferred: true }
  }
  costs {
    lines {
      id: "build"
      option: "new"
      fiscal_year: 2027
      amount { unit: "CAD" amount_minor: 10000 basis: PRICE_BASIS_REAL price_year: 2026 }
    }
    lines {
      id: "staff"
      option: "new"
      fiscal_year: 2027
      quantity {
        quantity_milli: 3000
        overhead_bp: 1000
        unit_price { unit: "CAD" amount_minor: 2000 basis: PRICE_BASIS_REAL price_year: 2026 }
      }
      course { last_fiscal_year: 2028 }
    }
    lines {
      id: "run"
      option: "new"
      fiscal_year: 2029
      recurring: true
      amount { unit: "CAD" amount_minor: 7 basis: PRICE_BASIS_REAL price_year: 2026 }
    }
    lines {
      id: "study"
      option: "new"
      fiscal_year: 2026
      sunk: true
      amount { unit: "CAD" amount_minor: 9 basis: PRICE_BASIS_REAL price_year: 2026 }
    }
    lines {
      id: "repair"
      option: "nothing"
      fiscal_year: 2027
      amount { unit: "CAD" amount_minor: 11 basis: PRICE_BASIS_REAL price_year: 2026 }
    }
  })pb";

TEST(CostToBuild, IsOfThePreferredOptionsLinesThatDoNotRecur) {
  const auto built = CostToBuildOf(Content(kCase));
  ASSERT_TRUE(built.ok()) << built.status();
  EXPECT_EQ(built->option, "new");
  EXPECT_EQ(built->lines_count, 2);
  EXPECT_EQ(built->cost, money::Real(10'000 + 2 * 6'600, {"CAD", 2}, 2026));
  EXPECT_EQ(built->months, 24);
}

TEST(CostToBuild, NamesTheLineThatCannotBeCounted) {
  const auto why = [](const CaseContent& content) {
    return std::string(CostToBuildOf(content).status().message());
  };
  CaseContent content = Content(kCase);
  content.mutable_options()->mutable_options(0)->set_preferred(true);
  EXPECT_THAT(why(content), HasSubstr("both nothing and new are preferred"));
  content.mutable_options()->clear_options();
  EXPECT_THAT(why(content), HasSubstr("none is preferred"));
  content = Content(kCase);
  content.mutable_costs()->mutable_lines(1)->mutable_quantity()->clear_unit_price();
  content.mutable_costs()->mutable_lines(1)->mutable_quantity()->set_unit_value("hour");
  EXPECT_THAT(why(content), HasSubstr("costs.lines[id=staff]"));
  content = Content(kCase);
  content.mutable_costs()->mutable_lines(0)->mutable_amount()->set_unit("USD");
  EXPECT_THAT(why(content), HasSubstr("costs.lines[id=staff]"));
  content = Content(kCase);
  content.mutable_costs()->mutable_lines(0)->clear_amount();
  EXPECT_THAT(why(content), HasSubstr("costs.lines[id=build]"));
  content.mutable_costs()->clear_lines();
  EXPECT_THAT(why(content), HasSubstr("option new has none that does not recur"));
}

TEST(ReferenceClass, TakesTheCostFromACaseFile) {
  const std::string path = Written("case.yaml",
                                   "identification: {start_fiscal_year: 2027}\n"
                                   "options: {options: [{id: new, preferred: true}]}\n"
                                   "costs: {lines: [{id: a, option: new, fiscal_year: 2027,\n"
                                   "  category: development, amount: \"900.00 USD\"}]}\n");
  const Ran ran = RunClass({"place", "--case", path});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("900.00 USD: the 1 cost lines of option new"));
  EXPECT_THAT(ran.out, HasSubstr("stands at 0 % of them, ties counted half: 0 lower"));
}

}  // namespace
}  // namespace cartera::cli
