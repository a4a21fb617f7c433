#ifndef CARTERA_SERVICES_REVIEW_CONVERT_H_
#define CARTERA_SERVICES_REVIEW_CONVERT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "cartera/review/v1/authorisation.pb.h"
#include "cartera/review/v1/condition.pb.h"
#include "cartera/review/v1/ranking.pb.h"
#include "cartera/review/v1/round.pb.h"
#include "cartera/review/v1/submission.pb.h"
#include "libs/base/resource_name.h"
#include "services/review/records.h"

// Between the contract's messages and review's records. Inbound functions take validated requests.
namespace cartera::review {

// "people/ana"; empty for "".
std::string PersonName(const std::string& id);

// Without state and what comes from the methodology.
absl::StatusOr<Round> FromProto(absl::string_view id, const v1::Round& proto);
absl::StatusOr<std::vector<YearAmount>> FromProto(
    const google::protobuf::RepeatedPtrField<v1::YearAmount>& proto);

// What a decision sets down besides its money.
absl::StatusOr<std::vector<ConditionTerms>> FromProto(
    const google::protobuf::RepeatedPtrField<v1::ConditionTerms>& proto);
absl::StatusOr<Instrument> FromProto(const v1::Instrument& proto);
std::vector<std::string> ReasonsFromProto(const v1::Decision& proto);

v1::Round ToProto(const Round& round, const std::vector<std::string>& allowed_actions);
// What is stored; without what the round's dates make of it on a day.
v1::Submission ToProto(const Submission& submission,
                       const std::vector<std::string>& allowed_actions);
v1::Submission ToProto(const Submission& submission, const Round& round,
                       const calendar::CivilDate& today,
                       const std::vector<std::string>& allowed_actions);
v1::Ceiling ToProto(const ranking::Ceiling& ceiling);
v1::CeilingSet ToProto(const CeilingSet& set);
v1::YearAmount ToProto(const YearAmount& line);
v1::Assessment ToProto(const Assessment& assessment);
// `submission` names the revision it was made on.
v1::Observation ToProto(const Observation& observation, const Submission& submission);
v1::Decision ToProto(const Decision& decision);
// As it stands on `day`. Errors: those of StandingAmounts.
absl::StatusOr<v1::Authorisation> ToProto(const Authorisation& authorisation,
                                          const calendar::CivilDate& day);
v1::AuthorisationAct ToProto(const AuthorisationAct& act);
// Overdue when its day is before `day` and it is not accepted.
v1::Condition ToProto(const Condition& condition, const calendar::CivilDate& day);

}  // namespace cartera::review

#endif  // CARTERA_SERVICES_REVIEW_CONVERT_H_
