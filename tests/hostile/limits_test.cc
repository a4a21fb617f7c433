// Every limit that the contract states, at it and one beyond it, in every request: the fault names
// the field, and nothing is stored.
#include "libs/base/limits.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdio>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "cartera/appraisal/v1/case.pb.h"
#include "cartera/registry/v1/project.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/type/date.pb.h"
#include "libs/platform/rpc/error.h"
#include "tests/hostile/command_line.h"
#include "tests/hostile/texts.h"
#include "tests/matrix/objects.h"
#include "tests/support/contract.h"
#include "tests/support/registry_setup.h"
#include "tools/cartera/values.h"

namespace cartera::testing {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// One field of a request: how to get there, and what it is called.
struct Place {
  std::vector<const FieldDescriptor*> way;
  std::string path;
};

void FindPlaces(const Descriptor* type, const Place& above, std::vector<Place>* places) {
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (RulesOf(field).output_only() || field->is_map()) continue;
    Place place = above;
    place.way.push_back(field);
    absl::StrAppend(&place.path, place.path.empty() ? "" : ".", field->name());
    places->push_back(place);
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (field->is_repeated()) place.path += "[0]";
    FindPlaces(field->message_type(), place, places);
  }
}

// The message that holds the place's field; lists on the way get an element.
Message* HolderOf(const Place& place, Message* message) {
  for (size_t i = 0; i + 1 < place.way.size(); ++i) {
    const FieldDescriptor* field = place.way[i];
    const Reflection* r = message->GetReflection();
    if (field->is_repeated()) {
      if (r->FieldSize(*message, field) == 0) r->AddMessage(message, field);
      message = r->MutableRepeatedMessage(message, field, 0);
    } else {
      message = r->MutableMessage(message, field);
    }
  }
  return message;
}

class LimitsTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    world_ = new World();
    doors_ = new std::vector<Door>(Doors(*world_));
    caller_ = new Caller(world_->host().As("formulator-tax"));
  }
  static void TearDownTestSuite() {
    delete caller_;
    delete doors_;
    delete world_;
  }

  template <typename Each>
  static void ForEachPlace(Each each) {
    for (const Door& door : *doors_) {
      if (door.method->name() == "DeliverEvent" || door.method->name() == "AdvanceClock") continue;
      std::vector<Place> places;
      FindPlaces(door.method->input_type(), {}, &places);
      for (const Place& place : places) each(door, place);
    }
  }

  // The reason that the server gives for the place when `set` has been at its holder; "" for none.
  template <typename Set>
  static std::string ReasonAt(const Door& door, const Place& place, const std::string& suffix,
                              Set set) {
    std::unique_ptr<Message> request(door.request->New());
    request->CopyFrom(*door.request);
    set(HolderOf(place, request.get()), place.way.back());
    const absl::Status status = caller_->Try(*request);
    EXPECT_NE(status.code(), absl::StatusCode::kInternal) << place.path << ": " << status;
    EXPECT_NE(status.code(), absl::StatusCode::kUnknown) << place.path << ": " << status;
    const auto faults = FaultsByField(status);
    const auto fault = faults.find(place.path + suffix);
    return fault == faults.end() ? "" : fault->second;
  }

  static std::string Fingerprints() {
    std::string all;
    for (const char* schema : {"registry", "appraisal", "review"}) {
      all += world_->host().Fingerprint(schema);
    }
    return all;
  }

  static inline World* world_ = nullptr;
  static inline std::vector<Door>* doors_ = nullptr;
  static inline Caller* caller_ = nullptr;
};

TEST_F(LimitsTest, TextsHoldAsManyCharactersAsStatedAndNotOneMore) {
  const std::string before = Fingerprints();
  int checked = 0;
  ForEachPlace([&](const Door& door, const Place& place) {
    const FieldDescriptor* field = place.way.back();
    if (field->type() != FieldDescriptor::TYPE_STRING) return;
    const int max = RulesOf(field).max_chars() > 0 ? RulesOf(field).max_chars() : 2000;
    for (const int over : {0, 1}) {
      std::string text;
      // Characters of three bytes: it is not bytes that count.
      for (int i = 0; i < max + over; ++i) text += "\u20ac";
      const std::string suffix = field->is_repeated() ? "[0]" : "";
      const std::string reason =
          ReasonAt(door, place, suffix, [&](Message* holder, const FieldDescriptor* f) {
            const Reflection* r = holder->GetReflection();
            if (f->is_repeated()) r->ClearField(holder, f);
            f->is_repeated() ? r->AddString(holder, f, text) : r->SetString(holder, f, text);
          });
      EXPECT_EQ(reason == "TOO_LONG", over == 1)
          << door.method->name() << " " << place.path << " of " << max + over << ": " << reason;
      ++checked;
    }
  });
  std::printf("%d texts\n", checked);
  EXPECT_GT(checked, 800);
  EXPECT_EQ(Fingerprints(), before);
}

TEST_F(LimitsTest, NumbersLieWithinWhatIsStated) {
  const std::string before = Fingerprints();
  int checked = 0;
  ForEachPlace([&](const Door& door, const Place& place) {
    const FieldDescriptor* field = place.way.back();
    const bool wide = field->cpp_type() == FieldDescriptor::CPPTYPE_INT64;
    if ((!wide && field->cpp_type() != FieldDescriptor::CPPTYPE_INT32) || field->is_repeated()) {
      return;
    }
    const type::v1::FieldRules& rules = RulesOf(field);
    std::vector<std::pair<int64_t, bool>> numbers;  // and whether it is within
    if (rules.has_min()) {
      numbers.insert(numbers.end(), {{rules.min(), true}, {rules.min() - 1, false}});
    }
    if (rules.has_max()) {
      numbers.insert(numbers.end(), {{rules.max(), true}, {rules.max() + 1, false}});
    }
    const int64_t least =
        wide ? std::numeric_limits<int64_t>::min() : std::numeric_limits<int32_t>::min();
    const int64_t most =
        wide ? std::numeric_limits<int64_t>::max() : std::numeric_limits<int32_t>::max();
    if (rules.has_min()) numbers.emplace_back(least, false);
    if (rules.has_max()) numbers.emplace_back(most, false);
    for (const auto& [number, within] : numbers) {
      const std::string reason =
          ReasonAt(door, place, "", [&, value = number](Message* holder, const FieldDescriptor* f) {
            const Reflection* r = holder->GetReflection();
            wide ? r->SetInt64(holder, f, value)
                 : r->SetInt32(holder, f, static_cast<int32_t>(value));
          });
      // The rules of the money that an amount belongs to may be narrower; the price year of money
      // without a basis is refused for that.
      const bool narrower =
          place.way.size() > 1 && RulesOf(place.way[place.way.size() - 2]).has_min();
      const bool refused = reason == "OUT_OF_RANGE" || reason == "REQUIRED";
      if (!within || !narrower) {
        EXPECT_EQ(refused, !within)
            << door.method->name() << " " << place.path << " = " << number << ": " << reason;
      }
      ++checked;
    }
  });
  std::printf("%d numbers\n", checked);
  EXPECT_GT(checked, 200);
  EXPECT_EQ(Fingerprints(), before);
}

TEST_F(LimitsTest, DaysAndInstantsThatAreNoneAreNamed) {
  constexpr int kMost = std::numeric_limits<int32_t>::max();
  constexpr int kLeast = std::numeric_limits<int32_t>::min();
  constexpr int kDays[][3] = {{0, 0, 0},        {2027, 2, 29},    {2100, 2, 29},   {2027, 13, 1},
                              {2027, 4, 31},    {2027, 0, 1},     {2027, 1, 0},    {1899, 12, 31},
                              {2201, 1, 1},     {-1, 1, 1},       {kMost, 12, 31}, {kLeast, 1, 1},
                              {2027, kMost, 1}, {2027, 1, kLeast}};
  const std::string before = Fingerprints();
  int checked = 0;
  ForEachPlace([&](const Door& door, const Place& place) {
    const FieldDescriptor* field = place.way.back();
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE || field->is_repeated()) return;
    if (field->message_type() == google::type::Date::descriptor()) {
      for (const auto& day : kDays) {
        const std::string reason =
            ReasonAt(door, place, "", [&](Message* holder, const FieldDescriptor* f) {
              holder->GetReflection()->MutableMessage(holder, f)->CopyFrom(
                  DateOf(day[0], day[1], day[2]));
            });
        EXPECT_EQ(reason, "NOT_A_DATE")
            << place.path << " " << day[0] << "-" << day[1] << "-" << day[2];
        ++checked;
      }
    } else if (field->message_type() == google::protobuf::Timestamp::descriptor()) {
      for (const auto& [seconds, nanos] :
           std::vector<std::pair<int64_t, int>>{{INT64_MAX, 0},
                                                {INT64_MIN, 0},
                                                {253'402'300'800, 0},
                                                {-62'135'596'801, 0},
                                                {0, -1},
                                                {0, 1'000'000'000}}) {
        google::protobuf::Timestamp instant;
        instant.set_seconds(seconds);
        instant.set_nanos(nanos);
        EXPECT_EQ(ReasonAt(door, place, "",
                           [&](Message* holder, const FieldDescriptor* f) {
                             holder->GetReflection()->MutableMessage(holder, f)->CopyFrom(instant);
                           }),
                  "NOT_AN_INSTANT")
            << place.path << " " << seconds;
        ++checked;
      }
    }
  });
  std::printf("%d days and instants\n", checked);
  EXPECT_GT(checked, 100);
  EXPECT_EQ(Fingerprints(), before);
}

TEST_F(LimitsTest, ListsHoldAsManyElementsAsStatedAndNotOneMore) {
  const std::string before = Fingerprints();
  int checked = 0;
  ForEachPlace([&](const Door& door, const Place& place) {
    const FieldDescriptor* field = place.way.back();
    if (!field->is_repeated()) return;
    const int max = RulesOf(field).max_items() > 0 ? RulesOf(field).max_items() : 1000;
    for (const int over : {0, 1}) {
      const std::string reason =
          ReasonAt(door, place, "", [&](Message* holder, const FieldDescriptor* f) {
            const Reflection* r = holder->GetReflection();
            r->ClearField(holder, f);
            for (int i = 0; i < max + over; ++i) {
              if (f->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
                r->AddMessage(holder, f);
              } else if (f->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
                r->AddString(holder, f, "x");
              } else if (f->cpp_type() == FieldDescriptor::CPPTYPE_INT32) {
                r->AddInt32(holder, f, 1);
              } else if (f->cpp_type() == FieldDescriptor::CPPTYPE_INT64) {
                r->AddInt64(holder, f, 1);
              } else if (f->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
                r->AddEnumValue(holder, f, 1);
              } else {
                ADD_FAILURE() << f->full_name() << ": a list of a kind this test does not fill";
              }
            }
          });
      EXPECT_EQ(reason == "TOO_MANY", over == 1)
          << door.method->name() << " " << place.path << " of " << max + over << ": " << reason;
      ++checked;
    }
  });
  std::printf("%d lists\n", checked);
  EXPECT_GT(checked, 20);
  EXPECT_EQ(Fingerprints(), before);
}

TEST_F(LimitsTest, AMessageAboveTheLimitIsRefusedAndTheNextCallWorks) {
  registry::v1::ImportProjectsRequest request;
  request.set_parent_agency("agencies/tax");
  request.set_csv(std::string(static_cast<size_t>(kMessageBytesMax), 'x'));
  EXPECT_EQ(caller_->Try(request).code(), absl::StatusCode::kResourceExhausted);
  registry::v1::ListProjectsRequest next;
  EXPECT_TRUE(caller_->Try(next).ok());
}

TEST_F(LimitsTest, WrittenDatesAreReadAsWrittenOrRefused) {
  CommandLine command_line(*caller_);
  int valid = 0;
  for (const DateText& date : HostileDates()) {
    const auto read = cli::TimestampFromText(date.text);
    if (!date.valid) {
      EXPECT_FALSE(read.ok()) << "\"" << date.text << "\"";
    } else {
      // A leap second is no instant of ours: refused rather than taken for another.
      EXPECT_EQ(read.ok(), !absl::StrContains(date.text, ":60")) << date.text << read.status();
      ++valid;
    }
    if (date.text.empty()) continue;
    const auto as_day = command_line.Run(
        {"project", "create", "dated", "--title", "D", "--lead-agency", kOwn, "--kind", "new",
         "--classification", "open", "--dry-run", absl::StrCat("--start-date=", date.text)});
    EXPECT_NE(as_day.code, 0) << "no day: " << date.text;
    EXPECT_TRUE(absl::StrContains(as_day.err, "start-date")) << as_day.err;
    registry::v1::ListProjectsRequest list;
    list.set_filter(absl::StrCat("start_date = \"", date.text, "\""));
    const absl::Status status = caller_->Try(list);
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << date.text << ": " << status;
    EXPECT_EQ(FaultsByField(status).count("filter"), 1u) << status;
  }
  EXPECT_GT(valid, 5);
}

}  // namespace
}  // namespace cartera::testing
