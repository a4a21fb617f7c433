// A country that does not exist is a file in the installation's data directory and nothing else: a
// case is written, frozen, evaluated and replayed by its method.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "libs/base/embedded_file.h"
#include "services/appraisal/methodology_files.h"
#include "services/appraisal/store_methodologies.h"
#include "services/appraisal/testing/fixture.h"

namespace cartera::appraisal {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr char kCountry[] = MADE_UP_COUNTRY_DIR;
constexpr char kLaputa[] = "methodologies/laputa/versions/1";
constexpr char kCase[] = "projects/tax/cases/island";

std::string Laputa() {
  std::ifstream file(absl::StrCat(kCountry, "/methodologies/laputa-1.json"));
  return {std::istreambuf_iterator<char>(file), {}};
}

class MadeUpCountry : public ServiceTest {
 protected:
  MadeUpCountry() : ServiceTest(kCountry) {}

  v1::Evaluation Evaluated() {
    v1::CreateCaseRequest request;
    request.set_parent("projects/tax");
    request.set_case_id("island");
    request.mutable_case_()->set_title("Island");
    request.mutable_case_()->set_stage(v1::CASE_STAGE_FULL);
    request.mutable_case_()->set_methodology_version(kLaputa);
    *request.mutable_content() = SampleContent();
    const auto made = Do<v1::CreateCaseResponse>("ana", request);
    EXPECT_TRUE(made.ok()) << made.status();
    MustFreeze("ana", kCase);
    return MustEvaluate("rita", absl::StrCat(kCase, "/revisions/1"), SampleEvaluationContext());
  }
};

std::string ValueOf(const v1::Evaluation& evaluation, const std::string& figure) {
  for (const v1::OptionFigures& option : evaluation.figures()) {
    if (!option.preferred()) continue;
    for (const v1::Figure& one : option.figures()) {
      if (one.id() == figure) return one.explanation().value();
    }
  }
  return absl::StrCat("no ", figure);
}

TEST_F(MadeUpCountry, IsListedWithItsOwnWords) {
  v1::GetMethodologyVersionRequest request;
  request.set_name(kLaputa);
  const auto read = Do<v1::GetMethodologyVersionResponse>("nor", request);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->methodology_version().title(), "Laputa: what may be built in the air");
  EXPECT_EQ(read->methodology_version().dimensions(0).title(), "Lift");
  EXPECT_EQ(read->methodology_version().dimensions(0).weight_bp(), 6483);
}

TEST_F(MadeUpCountry, EvaluatesACaseByItsMethod) {
  const v1::Evaluation made = Evaluated();
  EXPECT_EQ(made.pins().methodology_version(), kLaputa);
  EXPECT_EQ(made.pins().engine_version(), "appraisal/v2");
  // 1.0 m in 2027, 0.2 m in 2028 against 0.9 m.
  EXPECT_EQ(ValueOf(made, "economic.total_cost"), "1,200,000.00 CAD");
  // -1.0 m + 0.7 m / 1.05 = -333,333.33; raising a tenth of the net outlay costs 33,333.33 more.
  EXPECT_EQ(ValueOf(made, "economic.net_present_value"), "-366,666.66 CAD");
  // The case costs more than a page may, and as much as the King decides on.
  EXPECT_EQ(made.route().tier(), "volume");
  EXPECT_EQ(made.route().reviewer_count(), 3);
  EXPECT_THAT(made.route().thresholds_met(), ElementsAre("king"));
  EXPECT_EQ(made.simulation().draws(), 1000);
  ASSERT_EQ(made.scorecard().dimensions_size(), 3);
  EXPECT_EQ(made.scorecard().dimensions(0).dimension(), "lift");
}

TEST_F(MadeUpCountry, ReplaysByteForByte) {
  v1::ReplayEvaluationRequest request;
  request.set_name(Evaluated().name());
  const auto replay = Do<v1::ReplayEvaluationResponse>("aud", request);
  ASSERT_TRUE(replay.ok()) << replay.status();
  EXPECT_TRUE(replay->identical()) << replay->DebugString();
}

TEST_F(MadeUpCountry, StaysWhenItsFileIsGone) {
  auto loaded = LoadMethodologies("/nonexistent");
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  ASSERT_EQ(loaded->Find({"laputa", "1"}), nullptr);
  ASSERT_TRUE(KeepMethodologies(*database_, clock_, &*loaded).ok());
  const Methodology* kept = loaded->Find({"laputa", "1"});
  ASSERT_NE(kept, nullptr);
  EXPECT_EQ(kept->definition, LoadMethodologies(kCountry)->Find({"laputa", "1"})->definition);
}

TEST_F(MadeUpCountry, IsNeverChanged) {
  const std::string changed =
      absl::StrReplaceAll(Laputa(), {{"\"rate_bp\": 500", "\"rate_bp\": 400"}});
  ASSERT_NE(changed, Laputa());
  auto loaded = Methodologies::Load({{EmbeddedFile{"laputa-1.json", changed}}});
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  const absl::Status kept = KeepMethodologies(*database_, clock_, &*loaded);
  EXPECT_TRUE(absl::IsFailedPrecondition(kept)) << kept;
  EXPECT_THAT(kept.message(), HasSubstr("laputa/1"));
  EXPECT_THAT(Admin("DELETE FROM appraisal.methodology_versions"), HasSubstr("23001"));
  EXPECT_FALSE(AsRuntimeRole("UPDATE appraisal.methodology_versions SET definition = '{}'").ok());
}

// What an operator may have put there.
class MethodologyFiles : public testing::Test {
 protected:
  MethodologyFiles() : dir_(absl::StrCat(testing::TempDir(), "/methodology-files-", getpid())) {
    std::filesystem::remove_all(dir_);
    std::filesystem::create_directories(dir_ + "/methodologies");
  }
  ~MethodologyFiles() override { std::filesystem::remove_all(dir_); }
  void Put(const std::string& name, const std::string& text) {
    std::ofstream(dir_ + "/methodologies/" + name) << text;
  }
  std::string Refused() {
    const auto loaded = LoadMethodologies(dir_);
    return loaded.ok() ? "" : std::string(loaded.status().message());
  }
  const std::string dir_;
};

TEST_F(MethodologyFiles, StandBesideThoseThatShip) {
  Put("laputa-1.json", Laputa());
  Put("readme.txt", "not read");
  const auto loaded = LoadMethodologies(dir_);
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_NE(loaded->Find({"laputa", "1"}), nullptr);
  EXPECT_NE(loaded->Find({"chile-ict", "1"}), nullptr);
  EXPECT_EQ(loaded->All().size(), LoadMethodologies("/nonexistent")->All().size() + 1);
}

TEST_F(MethodologyFiles, AreRefusedWithTheirName) {
  Put("laputa-1.json", Laputa());
  Put("z.json", Laputa());
  EXPECT_THAT(Refused(), HasSubstr("z.json:\nthe version exists already"));
  Put("z.json", "{");
  EXPECT_THAT(Refused(), HasSubstr("z.json"));
  Put("z.json", "");
  EXPECT_THAT(Refused(), HasSubstr("is empty"));
  Put("z.json", std::string(kMethodologyBytesMax + 1, ' '));
  EXPECT_THAT(Refused(), HasSubstr("more than 1000000 bytes"));
  std::filesystem::remove(dir_ + "/methodologies/z.json");
  std::filesystem::create_directory(dir_ + "/methodologies/z.json");
  EXPECT_THAT(Refused(), HasSubstr("z.json: cannot be read"));
}

}  // namespace
}  // namespace cartera::appraisal
