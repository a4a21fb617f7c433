// Rates of return against tests/data/finance (SOURCE.txt): published cases, and random flows with
// all their roots.
#include <gmock/gmock.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "libs/domain/calendar/civil_date.h"
#include "libs/domain/finance/rate_of_return.h"

namespace cartera::finance {
namespace {

using google::protobuf::ListValue;
using google::protobuf::Struct;
using google::protobuf::Value;
using testing::DoubleNear;

const std::vector<Struct>& TrickyCases() {
  static const std::vector<Struct>* const kCases = [] {
    std::ifstream file("tests/data/finance/tricky_cases.json");
    const std::string text(std::istreambuf_iterator<char>(file), {});
    ListValue list;
    EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(text, &list).ok());
    auto* cases = new std::vector<Struct>();
    for (const Value& value : list.values()) cases->push_back(value.struct_value());
    EXPECT_EQ(cases->size(), 23U);
    return cases;
  }();
  return *kCases;
}

std::vector<double> Numbers(const Struct& object, const char* field) {
  std::vector<double> numbers;
  for (const Value& value : object.fields().at(field).list_value().values()) {
    numbers.push_back(value.number_value());
  }
  return numbers;
}

std::vector<DatedFlow> DatedFlows(const Struct& object) {
  const std::vector<double> amounts = Numbers(object, "cashflows");
  const ListValue& dates = object.fields().at("dates").list_value();
  std::vector<DatedFlow> flows;
  for (size_t i = 0; i < amounts.size(); ++i) {
    const auto date = calendar::ParseDate(dates.values(static_cast<int>(i)).string_value());
    flows.push_back({calendar::DayNumber(*date), amounts[i]});
  }
  return flows;
}

// The rates are those, to twelve digits of the growth they stand for and of themselves.
void ExpectRates(const absl::StatusOr<RatesOfReturn>& answer, const std::vector<double>& rates,
                 const std::string& name) {
  ASSERT_TRUE(answer.ok()) << name << ": " << answer.status();
  ASSERT_EQ(answer->rates.size(), rates.size()) << name;
  using Count = RatesOfReturn::Count;
  EXPECT_EQ(answer->count, rates.empty()       ? Count::kNone
                           : rates.size() == 1 ? Count::kOne
                                               : Count::kSeveral)
      << name;
  for (size_t i = 0; i < rates.size(); ++i) {
    EXPECT_THAT(answer->rates[i].rate, DoubleNear(rates[i], 1e-12 * (1.0 + rates[i]))) << name;
    EXPECT_FALSE(answer->rates[i].touches) << name;
  }
}

TEST(TrickyCases, EveryRateOfReturnIsFound) {
  int seen = 0;
  for (const Struct& object : TrickyCases()) {
    const std::string id = object.fields().at("id").string_value();
    const std::string kind = object.fields().at("kind").string_value();
    if (kind == "MIRR") continue;
    ++seen;
    const auto answer = kind == "IRR" ? Irr(Numbers(object, "cashflows"))
                                      : Xirr(DatedFlows(object), DayCount::kActual365);
    ExpectRates(answer, Numbers(object, "all_real_roots_gt_minus1"), id);
    // What others print is one of them, to the digits they print, or they too say none.
    const Value& published = object.fields().at("published");
    ASSERT_TRUE(answer.ok());
    if (published.kind_case() == Value::kNullValue) {
      EXPECT_EQ(answer->count, RatesOfReturn::Count::kNone) << id;
      continue;
    }
    const double value = published.number_value();
    EXPECT_TRUE(std::any_of(answer->rates.begin(), answer->rates.end(),
                            [value](const auto& root) {
                              return std::abs(root.rate - value) < 3e-8 * (1.0 + std::abs(value));
                            }))
        << id << ": " << value;
  }
  EXPECT_EQ(seen, 20);
}

TEST(TrickyCases, ModifiedRates) {
  int seen = 0;
  for (const Struct& object : TrickyCases()) {
    if (object.fields().at("kind").string_value() != "MIRR") continue;
    ++seen;
    const auto rate =
        Mirr(Numbers(object, "cashflows"), object.fields().at("finance").number_value(),
             object.fields().at("reinvest").number_value());
    ASSERT_TRUE(rate.ok());
    if (!object.fields().contains("recomputed")) {
      EXPECT_FALSE(rate->has_value());
      continue;
    }
    ASSERT_TRUE(rate->has_value());
    EXPECT_NEAR(**rate, object.fields().at("recomputed").number_value(), 1e-14);
    EXPECT_NEAR(**rate, object.fields().at("published").number_value(), 5e-5);
  }
  EXPECT_EQ(seen, 3);
}

std::vector<double> NumbersOf(const std::string& text) {
  std::istringstream words(text);
  return {std::istream_iterator<double>(words), {}};
}

TEST(RandomFlows, EveryRootIsFound) {
  std::ifstream file("tests/data/finance/irr_roots.txt");
  int seen = 0;
  for (std::string line; std::getline(file, line); ++seen) {
    const size_t bar = line.find('|');
    ExpectRates(Irr(NumbersOf(line.substr(0, bar))), NumbersOf(line.substr(bar + 1)), line);
  }
  EXPECT_EQ(seen, 250);
}

TEST(RandomFlows, EveryDatedRootIsFound) {
  std::ifstream file("tests/data/finance/xirr_roots.txt");
  int seen = 0;
  for (std::string line; std::getline(file, line); ++seen) {
    const size_t bar = line.find('|');
    std::vector<DatedFlow> flows;
    std::istringstream words(line.substr(0, bar));
    for (std::string word; words >> word;) {
      const size_t colon = word.find(':');
      flows.push_back({std::atoll(word.c_str()), std::strtod(word.c_str() + colon + 1, nullptr)});
    }
    ExpectRates(Xirr(flows, DayCount::kActual365), NumbersOf(line.substr(bar + 1)), line);
  }
  EXPECT_GE(seen, 50);
}

}  // namespace
}  // namespace cartera::finance
