#include "services/review/promised_conditions.h"

#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"

namespace cartera::review {
namespace {

// Ids of requirements are free text of a methodology, ids of conditions are not.
constexpr size_t kIdCharsMax = 63;

std::string IdFor(absl::string_view requirement, std::set<std::string>& taken) {
  std::string id = "promise-";
  for (const char letter : requirement) {
    if (id.size() == kIdCharsMax) break;
    const char lower = absl::ascii_tolower(static_cast<unsigned char>(letter));
    id += absl::ascii_isalnum(static_cast<unsigned char>(lower)) ? lower : '-';
  }
  while (id.back() == '-') id.pop_back();
  std::string free = id;
  for (int again = 2; !taken.insert(free).second; ++again) {
    const std::string suffix = absl::StrCat("-", again);
    free = id.substr(0, kIdCharsMax - suffix.size()) + suffix;
  }
  return free;
}

std::string TextOf(const appraisal::v1::Promise& promise) {
  std::string text =
      promise.compliance() == appraisal::v1::COMPLIANCE_EXEMPT_UNTIL
          ? absl::StrCat("Exempt until then, as the case says; to be kept from that day on: ",
                         promise.title(), ".")
          : absl::StrCat("To be kept by then, as the case promises: ", promise.title(), ".");
  if (!promise.reason().empty()) absl::StrAppend(&text, " ", promise.reason());
  return text;
}

}  // namespace

absl::StatusOr<std::vector<ConditionTerms>> PromisedConditions(
    const appraisal::v1::Revision& revision, absl::string_view lead_agency) {
  std::vector<ConditionTerms> conditions;
  std::set<std::string> taken;
  for (const appraisal::v1::Promise& promise : revision.promises()) {
    ConditionTerms terms{.id = IdFor(promise.requirement(), taken),
                         .kind = "subsequent",
                         .text = TextOf(promise),
                         .owner = absl::StrCat("agencies/", lead_agency)};
    ASSIGN_OR_RETURN(terms.due_date, convert::FromProto(promise.due_date()));
    conditions.push_back(std::move(terms));
  }
  return conditions;
}

}  // namespace cartera::review
