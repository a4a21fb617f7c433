#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cartera/review/v1/authorisation.pb.h"
#include "libs/base/status_macros.h"
#include "tools/cartera/contract.h"
#include "tools/cartera/pages.h"
#include "tools/cartera/table.h"
#include "tools/cartera/values.h"

namespace cartera::cli {
namespace {

using review::v1::CheckAuthorisationResponse;
using review::v1::CheckReason;

std::string WhyNot(const CheckReason& reason) {
  const std::string amount = MoneyForPage(reason.amount());
  switch (reason.ground()) {
    case review::v1::CHECK_GROUND_NOT_AUTHORISED:
      return "nothing is authorised for the year and line";
    case review::v1::CHECK_GROUND_PROVISIONAL:
      return absl::StrCat(reason.authorisation(), " is provisional, ", amount,
                          " wait for: ", absl::StrJoin(reason.conditions(), ", "));
    case review::v1::CHECK_GROUND_SUSPENDED:
      return absl::StrCat(reason.authorisation(), " is suspended, with ", amount);
    case review::v1::CHECK_GROUND_LAPSED:
      return absl::StrCat(reason.authorisation(), " has lapsed, with ", amount);
    case review::v1::CHECK_GROUND_REVOKED:
      return absl::StrCat(reason.authorisation(), " was revoked, with ", amount);
    case review::v1::CHECK_GROUND_NOT_YET_VALID:
      return absl::StrCat(reason.authorisation(), " is not valid yet, with ", amount);
    case review::v1::CHECK_GROUND_NOT_CONTINUED:
      return absl::StrCat(reason.authorisation(), " is not continued for the year, with ", amount);
    case review::v1::CHECK_GROUND_MONEY_DIFFERS:
      return absl::StrCat(reason.authorisation(), " is in other money, price basis or price year");
    case review::v1::CHECK_GROUND_EXCEEDS:
      return absl::StrCat(amount, " too much");
    default:
      return "";
  }
}

}  // namespace

std::string CheckPage(const CheckAuthorisationResponse& answer, const PageStyle& style) {
  const auto* verdict = review::v1::CheckVerdict_descriptor()->FindValueByNumber(answer.verdict());
  std::string out =
      Title(absl::StrCat("May it flow? ", verdict == nullptr ? "" : EnumWord(verdict)), style);
  absl::StrAppend(
      &out, RenderFields({{"open", MoneyForPage(answer.open())}, {"on", DateToText(answer.day())}},
                         style));
  for (const CheckReason& reason : answer.reasons()) {
    absl::StrAppend(&out, Indented(absl::StrCat("- ", WhyNot(reason)), 0, style.width));
  }
  return out;
}

Shown ShowCheck(Invocation& invocation, const google::protobuf::Message& response) {
  return CheckPage(static_cast<const CheckAuthorisationResponse&>(response), invocation.style);
}

}  // namespace cartera::cli
