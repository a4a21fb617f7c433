#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/base/status_macros.h"
#include "tools/cartera/contract.h"
#include "tools/cartera/pages.h"
#include "tools/cartera/table.h"
#include "tools/cartera/values.h"

namespace cartera::cli {
namespace {

using review::v1::Authorisation;
using review::v1::Decision;
using review::v1::Submission;
using review::v1::YearAmount;

std::string EnumText(const google::protobuf::EnumDescriptor* type, int number) {
  const auto* value = type->FindValueByNumber(number);
  return value == nullptr || number == 0 ? "" : EnumWord(value);
}

std::string WhereItStands(const Submission& submission) {
  switch (submission.state()) {
    case review::v1::SUBMISSION_STATE_DRAFT:
      return "The agency's signatory signs it next, once technology and finance have cleared it "
             "where the method wants that: cartera submission clear, then sign.";
    case review::v1::SUBMISSION_STATE_CLEARED:
      return "It is cleared; the agency's signatory signs it next: cartera submission sign.";
    case review::v1::SUBMISSION_STATE_SIGNED:
      return "It is signed; the ministry endorses it where the method wants that, then it is "
             "handed "
             "in: cartera submission endorse, then submit.";
    case review::v1::SUBMISSION_STATE_ENDORSED:
      return "It is endorsed; handing it in comes next: cartera submission submit.";
    case review::v1::SUBMISSION_STATE_SUBMITTED:
      return "It is handed in; a reviewer is assigned next: cartera submission assign.";
    case review::v1::SUBMISSION_STATE_SCREENING:
      return "A reviewer is assigned; the review starts next: cartera submission start.";
    case review::v1::SUBMISSION_STATE_IN_REVIEW:
      return "It is under review: assessments, observations, then a decision.";
    case review::v1::SUBMISSION_STATE_ITERATION_REQUESTED:
      return "The agency mends the case, answers what was observed, makes a revision and takes it "
             "up: cartera submission revise.";
    default:
      return "";
  }
}

using Key = std::tuple<int, std::string, std::string, int, int>;

Key KeyOf(const YearAmount& amount) {
  return {amount.fiscal_year(), amount.budget_line(), amount.amount().unit(),
          amount.amount().basis(), amount.amount().price_year()};
}

// One row a year, budget line and kind of money: what was asked and what was given never add up
// over different ones.
std::string AmountsTable(const google::protobuf::RepeatedPtrField<YearAmount>& authorised,
                         const google::protobuf::RepeatedPtrField<YearAmount>& asked,
                         const PageStyle& style) {
  std::map<Key, std::pair<std::string, std::string>> by_key;
  for (const YearAmount& amount : asked) {
    by_key[KeyOf(amount)].first = MoneyForPage(amount.amount());
  }
  for (const YearAmount& amount : authorised) {
    by_key[KeyOf(amount)].second = MoneyForPage(amount.amount());
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& [key, amounts] : by_key) {
    rows.push_back({absl::StrCat(std::get<0>(key)), std::get<1>(key),
                    asked.empty()           ? ""
                    : amounts.first.empty() ? "nothing"
                                            : amounts.first,
                    amounts.second.empty() ? "nothing" : amounts.second});
  }
  return RenderTable({{.title = "FISCAL YEAR", .right = true},
                      {.title = "BUDGET LINE"},
                      {.title = asked.empty() ? "" : "ASKED", .right = true},
                      {.title = "AUTHORISED", .right = true}},
                     rows, style);
}

std::string DecisionPins(const Decision& decision, const PageStyle& style) {
  std::vector<std::pair<std::string, std::string>> fields = {
      {"revision", decision.revision()},
      {"hash", decision.revision_hash()},
      {"evaluation", decision.evaluation()},
      {"hash", decision.evaluation_hash()},
      {"methodology", decision.methodology_version()},
      {"engine", absl::StrCat(decision.engine_version(), ", seed ", decision.seed())}};
  return absl::StrCat("\n", Bold("Decided on", style), "\n", RenderFields(fields, style, 2));
}

void AddGrounds(const Decision& d, std::vector<std::pair<std::string, std::string>>* fields) {
  std::vector<std::string> reasons;
  reasons.reserve(static_cast<size_t>(d.reasons_size()));
  for (const int reason : d.reasons()) {
    reasons.push_back(Words(EnumText(review::v1::DecisionReason_descriptor(), reason)));
  }
  for (int i = 0; i < d.grounds_size() && i < d.ground_titles_size(); ++i) {
    fields->emplace_back("refused at screening",
                         absl::StrCat(d.ground_titles(i), " (", d.grounds(i), ")"));
  }
  if (!reasons.empty()) fields->emplace_back("reasons", absl::StrJoin(reasons, ", "));
  if (!d.against_suggestion().empty()) {
    fields->emplace_back("why not as suggested", d.against_suggestion());
  }
  if (d.has_instrument()) {
    fields->emplace_back("by", absl::StrCat(d.instrument().kind(), " ", d.instrument().number(),
                                            " of ", DateToText(d.instrument().date())));
  }
  for (const review::v1::ConditionTerms& terms : d.conditions()) {
    fields->emplace_back(
        absl::StrCat("condition ", terms.condition_id()),
        absl::StrCat(EnumText(review::v1::ConditionKind_descriptor(), terms.kind()), ", by ",
                     DateToText(terms.due_date()), ", ", terms.owner(), ": ", terms.text()));
  }
}

// Who looks at it, since when, and until when.
void AddTerms(const Submission& s, std::vector<std::pair<std::string, std::string>>* fields) {
  if (!s.tier().empty()) {
    fields->emplace_back("tier", s.earlier_tier().empty()
                                     ? s.tier()
                                     : absl::StrCat(s.tier(), ", before ", s.earlier_tier()));
  }
  if (!s.urgency().empty()) fields->emplace_back("urgent because", s.urgency());
  fields->emplace_back("reviewer", s.reviewer().empty() ? "none yet" : s.reviewer());
  if (s.co_reviewers_size() > 0) {
    fields->emplace_back("and beside them", absl::StrJoin(s.co_reviewers(), ", "));
  }
  if (!s.contact().empty()) fields->emplace_back("contact", s.contact());
  if (s.waiting_working_days() > 0) {
    fields->emplace_back("in this state",
                         absl::StrCat(s.waiting_working_days(), " working day(s)"));
  }
  if (s.has_step_due_date()) {
    fields->emplace_back("due", absl::StrCat(DateToText(s.step_due_date()),
                                             s.overdue()         ? ", overdue"
                                             : s.clock_stopped() ? "; the clock stands still"
                                                                 : ""));
  }
  if (s.has_next_date()) fields->emplace_back("next date", DateToText(s.next_date()));
}

}  // namespace

std::string SubmissionPage(const Submission& s, const PageStyle& style) {
  std::vector<std::pair<std::string, std::string>> fields = {
      {"state", Words(EnumText(review::v1::SubmissionState_descriptor(), s.state()))},
      {"case", s.case_()},
      {"kind", EnumText(review::v1::SubmissionKind_descriptor(), s.kind())},
      {"lead agency", s.lead_agency()},
      {"iteration", absl::StrCat(s.iteration())},
      {"revision", s.revision().empty() ? "pinned when it is signed" : s.revision()}};
  if (!s.revision_hash().empty()) fields.emplace_back("hash", s.revision_hash());
  if (!s.evaluation().empty()) fields.emplace_back("evaluation", s.evaluation());
  AddTerms(s, &fields);
  fields.emplace_back("open observations", absl::StrCat(s.open_observations_count()));
  if (s.effects_pending() > 0) {
    fields.emplace_back("effects pending", absl::StrCat(s.effects_pending()));
  }
  fields.emplace_back("you may", s.allowed_actions().empty()
                                     ? "read it"
                                     : absl::StrJoin(s.allowed_actions(), ", "));
  fields.emplace_back("etag", s.etag());
  const std::string next = WhereItStands(s);
  return absl::StrCat(Title(absl::StrCat("Submission ", s.name()), style),
                      RenderFields(fields, style),
                      next.empty() ? "" : absl::StrCat("\n", Indented(next, 0, style.width)));
}

std::string DecisionPage(const Decision& d, const std::optional<Authorisation>& authorisation,
                         const PageStyle& style) {
  const std::string outcome = Words(EnumText(review::v1::Outcome_descriptor(), d.outcome()));
  std::string out = Title(absl::StrCat("Decision: ", outcome), style);
  std::vector<std::pair<std::string, std::string>> fields = {
      {"name", d.name()},
      {"why", d.reason()},
      {"decided by", d.decided_by()},
      {"recorded by", d.recorded_by()},
      {"on", TimestampToText(d.create_time())}};
  if (!d.suggestion().empty()) {
    fields.emplace_back("methodology suggested", Words(d.suggestion()));
  }
  AddGrounds(d, &fields);
  if (d.open_observations_size() > 0) {
    fields.emplace_back("stays to be answered", absl::StrJoin(d.open_observations(), ", "));
  }
  absl::StrAppend(&out, RenderFields(fields, style), DecisionPins(d, style));
  if (d.authorised_size() > 0) {
    static const google::protobuf::RepeatedPtrField<YearAmount> kNone;
    absl::StrAppend(
        &out, "\n", Bold("What may be spent", style), "\n",
        AmountsTable(d.authorised(), authorisation.has_value() ? authorisation->asked() : kNone,
                     style));
    if (d.has_authorised_until()) {
      absl::StrAppend(&out, "To be committed by ", DateToText(d.authorised_until()), ".\n");
    }
    if (!d.authorisation().empty()) absl::StrAppend(&out, "See ", d.authorisation(), ".\n");
  }
  return out;
}

std::string AuthorisationPage(const Authorisation& a, const PageStyle& style) {
  std::vector<std::pair<std::string, std::string>> fields = {
      {"state", EnumText(review::v1::AuthorisationState_descriptor(), a.state())},
      {"decision", a.decision()},
      {"valid", absl::StrCat(DateToText(a.valid_from()), " until ",
                             a.has_valid_until() ? DateToText(a.valid_until()) : "open")}};
  if (a.open_conditions_count() > 0) {
    fields.emplace_back("waits for", absl::StrCat(a.open_conditions_count(),
                                                  " conditions: cartera condition list"));
  }
  if (a.continued_until() > 0) {
    fields.emplace_back("confirmed until", absl::StrCat(a.continued_until()));
  }
  return absl::StrCat(Title(absl::StrCat("Authorisation ", a.name()), style),
                      RenderFields(fields, style), "\n",
                      AmountsTable(a.amounts(), a.asked(), style));
}

Shown ShowSubmission(Invocation& invocation, const google::protobuf::Message& response) {
  const auto* field = response.GetDescriptor()->FindFieldByName("submission");
  return SubmissionPage(
      static_cast<const Submission&>(response.GetReflection()->GetMessage(response, field)),
      invocation.style);
}

Shown ShowDecision(Invocation& invocation, const google::protobuf::Message& response) {
  const auto* field = response.GetDescriptor()->FindFieldByName("decision");
  const auto& decision =
      static_cast<const Decision&>(response.GetReflection()->GetMessage(response, field));
  std::optional<Authorisation> authorisation;
  if (!decision.authorisation().empty()) {
    review::v1::GetAuthorisationRequest request;
    review::v1::GetAuthorisationResponse answer;
    request.set_name(decision.authorisation());
    // Of use, not needed: what was asked for is left out when it cannot be read.
    if (invocation.Call(request, &answer).ok()) authorisation = answer.authorisation();
  }
  return DecisionPage(decision, authorisation, invocation.style);
}

Shown ShowAuthorisation(Invocation& invocation, const google::protobuf::Message& response) {
  const auto* field = response.GetDescriptor()->FindFieldByName("authorisation");
  return AuthorisationPage(
      static_cast<const Authorisation&>(response.GetReflection()->GetMessage(response, field)),
      invocation.style);
}

}  // namespace cartera::cli
