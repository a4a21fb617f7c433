#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "cartera/appraisal/v1/case.pb.h"
#include "cartera/review/v1/assignment.pb.h"
#include "cartera/review/v1/authorisation.pb.h"
#include "cartera/review/v1/condition.pb.h"
#include "cartera/review/v1/dialogue.pb.h"
#include "cartera/review/v1/ranking.pb.h"
#include "cartera/review/v1/round.pb.h"
#include "cartera/review/v1/submission.pb.h"
#include "google/protobuf/message.h"
#include "google/protobuf/text_format.h"
#include "libs/convert/convert.h"
#include "libs/platform/rpc/client.h"
#include "services/appraisal/module.h"
#include "services/registry/module.h"
#include "services/review/module.h"
#include "tests/support/case_setup.h"
#include "tests/support/decided_case.h"
#include "tests/support/registry_setup.h"
#include "tests/support/test_host.h"

// Every read that takes an instant answers for it what it answered then, for ever: an auditor reads
// all there is after every act of a case from its draft to the acts on its authorisation, and asks
// the same again at the end.
namespace cartera::review {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// What is of the present: what the reader may do now, and effects that wait.
void ClearPresent(Message* message) {
  const auto* reflection = message->GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(*message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->name() == "allowed_actions" || field->name() == "effects_pending") {
      reflection->ClearField(message, field);
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !field->is_map()) {
      if (!field->is_repeated()) {
        ClearPresent(reflection->MutableMessage(message, field));
        continue;
      }
      for (int i = 0; i < reflection->FieldSize(*message, field); ++i) {
        ClearPresent(reflection->MutableRepeatedMessage(message, field, i));
      }
    }
  }
}

class PastTest : public ::testing::Test {
 protected:
  PastTest() : host_({registry::Module(), appraisal::Module(), Module()}) {
    cartera::testing::Bootstrap(host_);
    for (const char* agency : {"tax", "fin"}) cartera::testing::AddAgency(host_, agency, "gov");
    cartera::testing::AddOfficer(host_, "form", type::v1::ROLE_FORMULATOR, "tax");
    cartera::testing::AddOfficer(host_, "sig", type::v1::ROLE_SIGNATORY, "tax");
    AddCentral("bo", type::v1::ROLE_BUDGET_OFFICER);
    AddCentral("rita", type::v1::ROLE_BUDGET_REVIEWER);
    AddCentral("app", type::v1::ROLE_APPROVER);
    AddCentral("aud", type::v1::ROLE_AUDITOR);
    cartera::testing::AddProject(host_, "form", "p1", "tax");
  }
  void AddCentral(const char* id, type::v1::Role role) {
    cartera::testing::AddPerson(host_, id, "fin");
    cartera::testing::Give(host_, id, role, "gov");
  }

  template <typename Request>
  void Ask(const char* field, const std::string& name) {
    auto request = std::make_unique<Request>();
    const auto* descriptor = Request::descriptor()->FindFieldByName(field);
    request->GetReflection()->SetString(request.get(), descriptor, name);
    reads_.push_back(std::move(request));
  }
  void AskEverything() {
    const std::string submission = "rounds/b27/submissions/p1";
    const std::string authorisation = "projects/p1/authorisations/1";
    Ask<appraisal::v1::GetCaseRequest>("name", "projects/p1/cases/full");
    Ask<appraisal::v1::ListCasesRequest>("parent", "projects/p1");
    Ask<v1::GetRoundRequest>("name", "rounds/b27");
    Ask<v1::GetCeilingsRequest>("name", "rounds/b27");
    Ask<v1::GetSubmissionRequest>("name", submission);
    Ask<v1::ListSubmissionsRequest>("parent", "rounds/b27");
    Ask<v1::ListAssessmentsRequest>("parent", submission);
    Ask<v1::ListObservationsRequest>("parent", submission);
    Ask<v1::GetObservationRequest>("name", submission + "/observations/o1");
    Ask<v1::ListClarificationsRequest>("parent", submission);
    Ask<v1::ListDeclarationsRequest>("parent", submission);
    Ask<v1::ListDelegationsRequest>("parent", "people/rita");
    Ask<v1::GetDecisionRequest>("name", submission + "/decisions/1");
    Ask<v1::ListDecisionsRequest>("parent", submission);
    Ask<v1::GetAuthorisationRequest>("name", authorisation);
    Ask<v1::ListAuthorisationsRequest>("parent", "projects/p1");
    Ask<v1::ListAuthorisationActsRequest>("parent", authorisation);
    Ask<v1::GetConditionRequest>("name", authorisation + "/conditions/c1");
    Ask<v1::ListConditionsRequest>("parent", authorisation);
  }

  // The answer as text; the code of a refusal, which is NOT_FOUND before there is such a thing.
  std::string Answer(const Message& request) {
    const auto* method = rpc::MethodFor(request.GetDescriptor());
    const std::unique_ptr<Message> response(google::protobuf::MessageFactory::generated_factory()
                                                ->GetPrototype(method->output_type())
                                                ->New());
    const absl::Status status = host_.As("aud").Call(request, response.get());
    if (!status.ok()) return absl::StrCat(absl::StatusCodeToString(status.code()));
    ClearPresent(response.get());
    std::string text;
    google::protobuf::TextFormat::PrintToString(*response, &text);
    return text;
  }
  std::vector<std::string> Answers(std::optional<absl::Time> at) {
    std::vector<std::string> answers;
    for (const auto& read : reads_) {
      const std::unique_ptr<Message> request(read->New());
      request->CopyFrom(*read);
      if (at.has_value()) {
        const auto* field = request->GetDescriptor()->FindFieldByName("as_of");
        request->GetReflection()
            ->MutableMessage(request.get(), field)
            ->CopyFrom(convert::TimestampFromUs(absl::ToUnixMicros(*at)));
      }
      answers.push_back(Answer(*request));
    }
    return answers;
  }
  // Events between services are delivered at their own time.
  void AwaitEffects() {
    v1::GetSubmissionRequest get;
    get.set_name("rounds/b27/submissions/p1");
    for (int i = 0; i < 200; ++i) {
      v1::GetSubmissionResponse seen;
      if (!host_.As("aud").Call(get, &seen).ok() || seen.submission().effects_pending() == 0) {
        return;
      }
      absl::SleepFor(absl::Milliseconds(50));
    }
    ADD_FAILURE() << "effects wait for ever";
  }
  // After every act that succeeds: everything is read, then time goes on.
  void Watch() {
    host_.Surround([this](const Message& request, Message* response,
                          cartera::testing::UnaryCall call) -> absl::Status {
      const absl::Status status = call(request, response);
      const bool writes = request.GetDescriptor()->FindFieldByName("request_id") != nullptr;
      if (!status.ok() || !writes) return status;
      AwaitEffects();
      seen_.emplace_back(host_.Now(), Answers(std::nullopt));
      host_.Advance(absl::Seconds(1));
      return status;
    });
  }

  cartera::testing::TestHost host_;
  std::vector<std::unique_ptr<Message>> reads_;
  std::vector<std::pair<absl::Time, std::vector<std::string>>> seen_;
};

TEST_F(PastTest, EveryReadAnswersForAnInstantWhatItAnsweredThen) {
  AskEverything();
  Watch();
  const cartera::testing::Actors actors{"form", "sig", "bo", "rita", "app"};
  cartera::testing::OpenRound(host_, "bo", "b27");
  cartera::testing::DecidedCase made = cartera::testing::WriteCase(host_, actors, "p1");
  cartera::testing::EnterCase(host_, actors, "b27", "p1", &made);
  cartera::testing::DecideCase(host_, actors, &made);
  v1::ReplyObservationRequest reply;
  reply.set_name(made.observation);
  reply.set_reply("See line c1.");
  host_.As("form").Must<v1::ReplyObservationResponse>(reply);
  v1::MeetConditionRequest meet;
  meet.set_name(made.authorisation + "/conditions/c1");
  meet.set_evidence("The report.");
  host_.As("sig").Must<v1::MeetConditionResponse>(meet);
  v1::SuspendAuthorisationRequest suspend;
  suspend.set_name(made.authorisation);
  suspend.set_reason("The council asked for it.");
  host_.As("app").Must<v1::SuspendAuthorisationResponse>(suspend);

  ASSERT_GT(seen_.size(), 15u);
  host_.Advance(absl::Seconds(5));
  std::map<std::string, int> different;  // how many answers each read gave over time
  for (size_t i = 0; i < reads_.size(); ++i) {
    std::map<std::string, int> texts;
    for (const auto& [at, answers] : seen_) ++texts[answers[i]];
    different[reads_[i]->GetTypeName()] = static_cast<int>(texts.size());
  }
  for (const auto& [read, count] : different) {
    // Nobody proposes ceilings, declares or delegates here; those tables keep their history alike.
    const bool still = read.find("Ceilings") != std::string::npos ||
                       read.find("Declarations") != std::string::npos ||
                       read.find("Delegations") != std::string::npos;
    EXPECT_GT(count, still ? 0 : 1) << read << " never changed: it proves nothing";
  }
  for (const auto& [at, then] : seen_) {
    const std::vector<std::string> now = Answers(at);
    for (size_t i = 0; i < reads_.size(); ++i) {
      EXPECT_EQ(now[i], then[i]) << reads_[i]->GetTypeName() << " at " << at;
    }
  }
}

TEST_F(PastTest, APageOfThePastGoesOnInThePastAndNobodyActsThere) {
  const cartera::testing::Actors actors{"form", "sig", "bo", "rita", "app"};
  cartera::testing::OpenRound(host_, "bo", "b27");
  for (const char* id : {"p2", "p3"}) {
    cartera::testing::AddProject(host_, "form", id, "tax");
    cartera::testing::DecidedCase made = cartera::testing::WriteCase(host_, actors, id);
    cartera::testing::EnterCase(host_, actors, "b27", id, &made);
  }
  const absl::Time then = host_.Now();
  host_.Advance(absl::Seconds(1));
  v1::WithdrawSubmissionRequest withdraw;
  withdraw.set_name("rounds/b27/submissions/p3");
  withdraw.set_reason("Merged");
  host_.As("sig").Must<v1::WithdrawSubmissionResponse>(withdraw);
  host_.Advance(absl::Seconds(1));

  v1::ListSubmissionsRequest list;
  list.set_parent("rounds/b27");
  list.set_page_size(1);
  *list.mutable_as_of() = convert::TimestampFromUs(absl::ToUnixMicros(then));
  auto page = host_.As("aud").Must<v1::ListSubmissionsResponse>(list);
  ASSERT_EQ(page.submissions_size(), 1);
  list.set_page_token(page.next_page_token());
  page = host_.As("aud").Must<v1::ListSubmissionsResponse>(list);
  ASSERT_EQ(page.submissions_size(), 1);
  EXPECT_EQ(page.submissions(0).state(), v1::SUBMISSION_STATE_DRAFT) << "as it was";
  list.clear_as_of();
  EXPECT_EQ(host_.As("aud").Try(list).code(), absl::StatusCode::kInvalidArgument)
      << "the token is one of the past";

  v1::GetSubmissionRequest get;
  get.set_name("rounds/b27/submissions/p2");
  EXPECT_GT(
      host_.As("sig").Must<v1::GetSubmissionResponse>(get).submission().allowed_actions_size(), 0);
  *get.mutable_as_of() = convert::TimestampFromUs(absl::ToUnixMicros(then));
  EXPECT_EQ(
      host_.As("sig").Must<v1::GetSubmissionResponse>(get).submission().allowed_actions_size(), 0);
}

}  // namespace
}  // namespace cartera::review
