#include "libs/domain/appraisal/promises.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cartera::appraisal {
namespace {

using calendar::CivilDate;
using testing::ElementsAre;
using testing::IsEmpty;

methodology::Methodology Method() {
  methodology::Methodology method;
  method.requirements = {{.id = "privacy", .title = {{"en", "Privacy law"}}, .mandatory = true},
                         {.id = "open-code", .title = {{"en", "Open code circular"}}}};
  return method;
}

RequirementAnswer Answer(std::string requirement, Compliance compliance,
                         std::optional<CivilDate> date, std::string reason = "") {
  return {std::move(requirement), compliance, date, std::move(reason), {}};
}

std::vector<Promise> Of(std::vector<RequirementAnswer> answers) {
  CaseContent content;
  content.alignment.requirements = std::move(answers);
  return PromisesOf(content, Method());
}

TEST(Promises, AreWhatIsKeptLaterOrExemptForAWhile_InTheOrderOfTheMethodology) {
  EXPECT_THAT(
      Of({Answer("open-code", Compliance::kExemptUntil, *CivilDate::Make(2028, 1, 31), "Bought."),
          Answer("privacy", Compliance::kWillComplyBy, *CivilDate::Make(2027, 6, 30))}),
      ElementsAre(Promise{"privacy", "Privacy law", Compliance::kWillComplyBy,
                          *CivilDate::Make(2027, 6, 30), ""},
                  Promise{"open-code", "Open code circular", Compliance::kExemptUntil,
                          *CivilDate::Make(2028, 1, 31), "Bought."}));
}

TEST(Promises, AreNotMadeByWhatIsKeptOrDoesNotApplyOrHasNoDate) {
  EXPECT_THAT(
      Of({Answer("privacy", Compliance::kComplies, *CivilDate::Make(2027, 6, 30)),
          Answer("open-code", Compliance::kNotApplicable, *CivilDate::Make(2027, 6, 30), "None."),
          Answer("unheard-of", Compliance::kWillComplyBy, *CivilDate::Make(2027, 6, 30))}),
      IsEmpty());
  EXPECT_THAT(Of({Answer("privacy", Compliance::kWillComplyBy, std::nullopt)}), IsEmpty());
  EXPECT_THAT(Of({}), IsEmpty());
}

}  // namespace
}  // namespace cartera::appraisal
