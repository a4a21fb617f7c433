#include "libs/convert/convert.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cartera/registry/v1/project.pb.h"

namespace cartera::convert {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

template <typename M>
std::vector<std::string> FaultsIn(const std::string& text) {
  M message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  rpc::Violations violations;
  rpc::Validate(message, "", SharedTypeChecks(), &violations);
  std::vector<std::string> faults;
  for (const auto& fault : violations.faults()) {
    faults.push_back(absl::StrCat(fault.field, " ", fault.reason));
  }
  return faults;
}

// One Money, as the budget of an otherwise good project.
std::vector<std::string> MoneyFaults(const std::string& money) {
  return FaultsIn<registry::v1::Project>(
      absl::StrCat(R"(title: "t" lead_agency: "agencies/a" kind: PROJECT_KIND_NEW
                      classification: CLASSIFICATION_OPEN total_budget { )",
                   money, " }"));
}

TEST(SharedTypeChecks, TakeMoneyOfEveryUnitAndBasis) {
  for (const char* money : {
           R"(unit: "CAD" amount_minor: 480000000 basis: PRICE_BASIS_NOMINAL)",
           R"(unit: "CLP" basis: PRICE_BASIS_NOMINAL)",
           R"(unit: "CLF" amount_minor: 1 basis: PRICE_BASIS_REAL price_year: 2026)",
           R"(unit: "UTM" amount_minor: 1 basis: PRICE_BASIS_REAL price_year: 1900)",
           R"(unit: "USD" amount_minor: 100000000000000000 basis: PRICE_BASIS_NOMINAL)",
       }) {
    EXPECT_THAT(MoneyFaults(money), IsEmpty()) << money;
  }
}

TEST(SharedTypeChecks, FindOneFaultPerFieldOfMoney) {
  const struct {
    const char* money;
    const char* fault;
  } kCases[] = {
      {R"(basis: PRICE_BASIS_NOMINAL)", "total_budget.unit REQUIRED"},
      {R"(unit: "XYZ" basis: PRICE_BASIS_NOMINAL)", "total_budget.unit UNKNOWN_UNIT"},
      {R"(unit: "cad" basis: PRICE_BASIS_NOMINAL)", "total_budget.unit UNKNOWN_UNIT"},
      {R"(unit: "CAD")", "total_budget.basis REQUIRED"},
      {R"(unit: "CAD" basis: 7)", "total_budget.basis UNKNOWN_VALUE"},
      {R"(unit: "CAD" basis: PRICE_BASIS_NOMINAL price_year: 2026)",
       "total_budget.price_year PRICE_YEAR_ON_NOMINAL"},
      {R"(unit: "CAD" basis: PRICE_BASIS_REAL)", "total_budget.price_year OUT_OF_RANGE"},
      {R"(unit: "CAD" basis: PRICE_BASIS_REAL price_year: 99999)",
       "total_budget.price_year OUT_OF_RANGE"},
      {R"(unit: "CAD" basis: PRICE_BASIS_NOMINAL amount_minor: -1)",
       "total_budget.amount_minor OUT_OF_RANGE"},
      {R"(unit: "CAD" basis: PRICE_BASIS_NOMINAL amount_minor: 100000000000000001)",
       "total_budget.amount_minor OUT_OF_RANGE"},
      {R"(unit: "CAD" basis: PRICE_BASIS_NOMINAL amount_minor: -9223372036854775808)",
       "total_budget.amount_minor OUT_OF_RANGE"},
  };
  for (const auto& c : kCases) EXPECT_THAT(MoneyFaults(c.money), ElementsAre(c.fault)) << c.money;
}

TEST(SharedTypeChecks, AMoneyFieldWithoutMinTakesNegativeAmounts) {
  EXPECT_THAT(FaultsIn<type::v1::Money>(R"(unit: "CAD" amount_minor: -1
                                           basis: PRICE_BASIS_NOMINAL)"),
              IsEmpty());
}

TEST(SharedTypeChecks, FindAllFaultsOfMoneyAtOnce) {
  EXPECT_THAT(MoneyFaults(R"(unit: "XYZ" amount_minor: -1 basis: PRICE_BASIS_NOMINAL
                             price_year: 1)"),
              UnorderedElementsAre("total_budget.unit UNKNOWN_UNIT",
                                   "total_budget.amount_minor OUT_OF_RANGE",
                                   "total_budget.price_year PRICE_YEAR_ON_NOMINAL"));
}

TEST(SharedTypeChecks, ADateMustExistBetween1900And2200) {
  const struct {
    const char* date;
    bool good;
  } kCases[] = {
      {"year: 2024 month: 2 day: 29", true},
      {"year: 1900 month: 1 day: 1", true},
      {"year: 2200 month: 12 day: 31", true},
      {"year: 2023 month: 2 day: 29", false},
      {"year: 0 month: 1 day: 1", false},
      {"year: 99999 month: 1 day: 1", false},
      {"year: 2024 month: 13 day: 1", false},
      {"year: 2024 month: 4 day: 31", false},
      {"year: 2024 month: 4", false},
      {"year: 2024", false},
      {"", false},
      {"year: -1 month: -1 day: -1", false},
  };
  for (const auto& c : kCases) {
    const auto faults = FaultsIn<registry::v1::Participant>(absl::StrCat(
        R"(agency: "agencies/a" role: PARTICIPANT_ROLE_AFFECTED from { )", c.date, " }"));
    if (c.good) {
      EXPECT_THAT(faults, IsEmpty()) << c.date;
    } else {
      EXPECT_THAT(faults, ElementsAre("from NOT_A_DATE")) << c.date;
    }
  }
}

TEST(SharedTypeChecks, AnInstantLiesInTheYears1To9999) {
  const struct {
    const char* instant;
    bool good;
  } kCases[] = {
      {"seconds: 0", true},
      {"seconds: 253402300799 nanos: 999999999", true},
      {"seconds: -62135596800", true},
      {"seconds: 9223372036854775807", false},
      {"seconds: -9223372036854775808", false},
      {"seconds: 253402300800", false},
      {"nanos: -1", false},
      {"nanos: 1000000000", false},
  };
  for (const auto& c : kCases) {
    const auto faults = FaultsIn<registry::v1::GetProjectRequest>(
        absl::StrCat(R"(name: "projects/p" as_of { )", c.instant, " }"));
    EXPECT_EQ(faults.empty(), c.good) << c.instant;
  }
}

TEST(Enums, TextsAreNamesWithoutThePrefix) {
  const auto* kinds = registry::v1::ProjectKind_descriptor();
  EXPECT_EQ(EnumToText(kinds, registry::v1::PROJECT_KIND_LEGACY_REPLACEMENT), "legacy_replacement");
  EXPECT_EQ(EnumFromText(kinds, "legacy_replacement"),
            registry::v1::PROJECT_KIND_LEGACY_REPLACEMENT);
  EXPECT_EQ(EnumToText(kinds, 999), "");
  EXPECT_EQ(EnumFromText(kinds, "nonsense"), 0);
}

TEST(Etags, CarryTheVersionAndRefuseOtherText) {
  EXPECT_EQ(VersionOf(EtagOf(1'790'000'000'000'000)), 1'790'000'000'000'000);
  for (const char* etag : {"", "xyz", "-", "ffffffffffffffffff"}) EXPECT_EQ(VersionOf(etag), -1);
}

TEST(Timestamps, KeepMicrosecondsBeforeAndAfter1970) {
  for (const int64_t us : {int64_t{0}, int64_t{1}, int64_t{-1}, int64_t{1'790'000'000'123'456}}) {
    EXPECT_EQ(UsFromTimestamp(TimestampFromUs(us)), us);
    EXPECT_GE(TimestampFromUs(us).nanos(), 0);
  }
}

}  // namespace
}  // namespace cartera::convert
