#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cartera/type/v1/options.pb.h"
#include "libs/access/access.h"
#include "libs/base/status_macros.h"
#include "libs/convert/convert.h"
#include "libs/convert/list_page.h"
#include "libs/platform/rpc/client.h"
#include "services/review/handlers.h"
#include "services/review/store_tasks.h"

namespace cartera::review {
namespace {

using google::protobuf::Descriptor;
using lifecycle::Role;
using lifecycle::RoleSet;

// A kind of task: who does it, and what it is called.
struct TaskRow {
  v1::TaskKind kind;
  RoleSet roles;
  const char* what;  // before what it is about
};

// Who may call the method of `request`.
RoleSet RolesFor(const Descriptor* request) {
  const auto* method = rpc::MethodFor(request);
  const rpc::Method row{method, &method->options().GetExtension(type::v1::access), ""};
  rpc::Call probe;
  probe.method = &row;
  return access::RolesOf(probe);
}

const std::vector<TaskRow>& TaskRows() {
  static const auto* const kRows = new std::vector<TaskRow>{
      {v1::TASK_KIND_CLEAR_TECHNOLOGY, {Role::kTechnologyOfficer}, "Clear it for technology"},
      {v1::TASK_KIND_CLEAR_FINANCE, {Role::kFinanceOfficer}, "Clear it for finance"},
      {v1::TASK_KIND_SIGN, RolesFor(v1::SignSubmissionRequest::descriptor()), "Sign it"},
      {v1::TASK_KIND_ENDORSE, RolesFor(v1::EndorseSubmissionRequest::descriptor()),
       "Endorse it with its rank"},
      {v1::TASK_KIND_SUBMIT, RolesFor(v1::SubmitSubmissionRequest::descriptor()), "Hand it in"},
      {v1::TASK_KIND_REVISE, RolesFor(v1::ReviseSubmissionRequest::descriptor()),
       "It was sent back: write the next revision"},
      {v1::TASK_KIND_ASSIGN_REVIEWER, RolesFor(v1::AssignReviewerRequest::descriptor()),
       "Name its reviewer"},
      {v1::TASK_KIND_START_REVIEW, RolesFor(v1::StartReviewRequest::descriptor()),
       "Screen it and begin its review"},
      {v1::TASK_KIND_ASSESS, RolesFor(v1::AssessSubmissionRequest::descriptor()), "Score it"},
      {v1::TASK_KIND_DECIDE, RolesFor(v1::DecideSubmissionRequest::descriptor()), "Decide it"},
      {v1::TASK_KIND_ADD_REVIEWER, RolesFor(v1::AddReviewerRequest::descriptor()),
       "Name another reviewer"},
      {v1::TASK_KIND_AGREE_SCORES, RolesFor(v1::AgreeAssessmentsRequest::descriptor()),
       "Agree on its scores"},
      {v1::TASK_KIND_GIVE_OPINION, RolesFor(v1::GiveOpinionRequest::descriptor()),
       "Give a technical opinion"},
      {v1::TASK_KIND_VOTE, RolesFor(v1::CastVoteRequest::descriptor()), "Vote on it"},
      {v1::TASK_KIND_ANSWER_OBSERVATION, RolesFor(v1::ReplyObservationRequest::descriptor()),
       "Answer: "},
      {v1::TASK_KIND_CLOSE_OBSERVATION, RolesFor(v1::CloseObservationRequest::descriptor()),
       "Close, or ask again: "},
      {v1::TASK_KIND_ANSWER_CLARIFICATION, RolesFor(v1::AnswerClarificationRequest::descriptor()),
       "Answer: "},
      {v1::TASK_KIND_MEET_CONDITION, RolesFor(v1::MeetConditionRequest::descriptor()),
       "Meet the condition: "},
      {v1::TASK_KIND_JUDGE_CONDITION, RolesFor(v1::AcceptConditionRequest::descriptor()),
       "Accept or refuse what is said to be met: "},
      {v1::TASK_KIND_USE_AUTHORISATION,
       {Role::kFinanceOfficer, Role::kSeniorResponsibleOwner, Role::kBudgetOfficer},
       "Money lapses: commit it, or have it carried over"},
      {v1::TASK_KIND_CONFIRM_CEILINGS, RolesFor(v1::ConfirmCeilingsRequest::descriptor()),
       "Confirm the ceilings: "},
  };
  return *kRows;
}

std::vector<MayDo> MayDoOf(const access::Caller& caller) {
  std::vector<MayDo> may_do;
  for (const TaskRow& row : TaskRows()) {
    const std::string kind = convert::EnumToText(v1::TaskKind_descriptor(), row.kind);
    for (const std::string& agency : caller.AgenciesWith(row.roles)) {
      may_do.push_back({kind, agency});
    }
  }
  return may_do;
}

v1::Task ToProto(const Task& task, const calendar::CivilDate& today) {
  v1::Task proto;
  proto.set_name(task.name);
  proto.set_kind(
      static_cast<v1::TaskKind>(convert::EnumFromText(v1::TaskKind_descriptor(), task.kind)));
  for (const TaskRow& row : TaskRows()) {
    if (row.kind == proto.kind()) proto.set_what(absl::StrCat(row.what, task.about));
  }
  if (task.due_date.has_value()) {
    *proto.mutable_due_date() = convert::ToProto(*task.due_date);
    const int64_t late = calendar::DaysBetween(*task.due_date, today);
    proto.set_days_late(static_cast<int32_t>(late > 0 ? late : 0));
  }
  if (!task.project.empty()) proto.set_project(absl::StrCat("projects/", task.project));
  proto.set_project_title(task.project_title);
  proto.set_agency(absl::StrCat("agencies/", task.agency));
  proto.set_owner(task.owner);
  return proto;
}

}  // namespace

absl::Status ListTasks(Deps& deps, rpc::Call& call, const v1::ListTasksRequest& request,
                       v1::ListTasksResponse* response) {
  ASSIGN_OR_RETURN(
      const convert::ListPage page,
      convert::ListPage::Make({call.context.method, "", request.filter(),
                               request.order_by().empty() ? "due_date" : request.order_by(),
                               request.page_token(), request.page_size(), call.context.principal},
                              TaskFields(), TaskKey(), deps.tokens, kListTasksParameters + 1));
  return deps.env.database().Read(call.context, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const access::Caller caller, access::LoadCaller(tx, call));
    ASSIGN_OR_RETURN(const TaskPage found,
                     ListTasks(tx, caller, MayDoOf(caller), call.now(), page));
    const calendar::CivilDate today = convert::DayOf(call.now());
    for (const Task& task : found.tasks) *response->add_tasks() = ToProto(task, today);
    response->set_next_page_token(found.next_token);
    return absl::OkStatus();
  });
}

}  // namespace cartera::review
