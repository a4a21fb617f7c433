#include <deque>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "libs/access/access.h"
#include "libs/base/status_macros.h"
#include "libs/domain/appraisal/evaluate.h"
#include "libs/domain/canonical/form.h"
#include "libs/domain/methodology/difference.h"
#include "services/appraisal/canonical_content.h"
#include "services/appraisal/compute.h"
#include "services/appraisal/convert.h"
#include "services/appraisal/convert_evaluation.h"
#include "services/appraisal/errors.h"
#include "services/appraisal/handlers.h"
#include "services/appraisal/store_methodologies.h"

namespace cartera::appraisal {
namespace {

v1::EvaluationHeadline HeadlineOf(const v1::Evaluation& evaluation) {
  v1::EvaluationHeadline headline;
  for (const v1::OptionFigures& option : evaluation.figures()) {
    if (!option.preferred()) continue;
    if (option.has_net_present_value()) {
      *headline.mutable_net_present_value() = option.net_present_value();
    }
    if (option.has_total_cost_of_ownership()) {
      *headline.mutable_total_cost() = option.total_cost_of_ownership();
    }
  }
  if (evaluation.scorecard().has_overall_bp()) {
    headline.set_score_bp(evaluation.scorecard().overall_bp());
  }
  headline.set_suggestion(evaluation.scorecard().suggestion());
  return headline;
}

// Evaluates a page of past evaluations at a time, outside any transaction.
class ComparisonPages final : public rpc::Pages {
 public:
  ComparisonPages(Deps& deps, rpc::Call& call, const v1::CompareMethodologyRequest& request)
      : deps_(deps), call_(call), request_(request) {}

  absl::StatusOr<bool> Next(google::protobuf::Message* page) override {
    auto& response = *static_cast<v1::CompareMethodologyResponse*>(page);
    if (call_.cancelled()) return CallerGone();
    if (base_ == nullptr) {
      RETURN_IF_ERROR(Begin(response));
      return true;
    }
    if (is_done_) return false;
    ASSIGN_OR_RETURN(const std::vector<PastEvaluation> past, ReadPage());
    for (const PastEvaluation& one : past) {
      if (call_.cancelled()) return CallerGone();
      ASSIGN_OR_RETURN(*response.add_evaluations(), Compare(one));
    }
    if (static_cast<int>(past.size()) < kPastEvaluationsPage) {
      is_done_ = true;
      *response.mutable_totals() = totals_;
    } else {
      last_ = past.back().evaluation;
    }
    return true;
  }

 private:
  absl::Status Begin(v1::CompareMethodologyResponse& response) {
    if (request_.draft().empty() == request_.candidate().empty()) return OneCandidateNeeded();
    RETURN_IF_ERROR(deps_.env.database().Read(call_.context, [&](pg::Tx& tx) -> absl::Status {
      RETURN_IF_ERROR(access::RequireAtRoot(tx, call_));
      RETURN_IF_ERROR(ReadCandidate(tx));
      return ReadBase(tx);
    }));
    response.set_base(NameOf(base_->id));
    const auto before = canonical::Parse(base_->definition);
    const auto after = canonical::Parse(candidate_.definition);
    if (!before.ok()) return StoredUnreadable(NameOf(base_->id), before.status().message());
    if (!after.ok()) return StoredUnreadable(request_.draft(), after.status().message());
    for (const methodology::Difference& one : methodology::Differences(*before, *after)) {
      v1::MethodologyDifference& row = *response.add_differences();
      row.set_path(one.path);
      row.set_before(one.before);
      row.set_after(one.after);
    }
    return absl::OkStatus();
  }

  absl::Status ReadCandidate(pg::Tx& tx) {
    if (request_.draft().empty()) {
      ASSIGN_OR_RETURN(
          const Methodology* found,
          FindMethodology(tx, deps_.methodologies, MethodologyOf(request_.candidate())));
      if (found == nullptr) return access::NotFound(request_.candidate());
      ASSIGN_OR_RETURN(candidate_, ReadMethodology(found->definition));
      return absl::OkStatus();
    }
    const std::string id(absl::StripPrefix(request_.draft(), "methodologyDrafts/"));
    ASSIGN_OR_RETURN(const auto draft, FindDraft(tx, id, /*lock=*/false));
    if (!draft.has_value()) return access::NotFound(request_.draft());
    ASSIGN_OR_RETURN(candidate_, ReadMethodology(draft->definition));
    if (!candidate_.faults.empty()) return MethodologyFaulty(request_.draft(), candidate_.faults);
    return absl::OkStatus();
  }

  absl::Status ReadBase(pg::Tx& tx) {
    MethodologyId id = MethodologyOf(request_.base());
    if (request_.base().empty()) {
      ASSIGN_OR_RETURN(const auto last, LastVersion(tx, candidate_.id.methodology, candidate_.id));
      if (!last.has_value()) {
        return NoSuchReference(
            "base", absl::StrCat("another version of methodologies/", candidate_.id.methodology));
      }
      id = *last;
    }
    ASSIGN_OR_RETURN(base_, FindMethodology(tx, deps_.methodologies, id));
    return base_ == nullptr ? access::NotFound(request_.base()) : absl::OkStatus();
  }

  // The caller's right is asked for anew with every page.
  absl::StatusOr<std::vector<PastEvaluation>> ReadPage() {
    std::vector<PastEvaluation> past;
    RETURN_IF_ERROR(deps_.env.database().Read(call_.context, [&](pg::Tx& tx) -> absl::Status {
      RETURN_IF_ERROR(access::RequireAtRoot(tx, call_));
      ASSIGN_OR_RETURN(past,
                       ListPastEvaluations(tx, base_->id, last_.has_value() ? &*last_ : nullptr));
      return absl::OkStatus();
    }));
    return past;
  }

  absl::StatusOr<v1::ComparedEvaluation> Compare(const PastEvaluation& past) {
    v1::ComparedEvaluation row;
    row.set_evaluation(NameOf(past.evaluation));
    ASSIGN_OR_RETURN(const v1::Evaluation before, ToProto(past.evaluation, base_, false));
    *row.mutable_before() = HeadlineOf(before);
    totals_.set_compared_count(totals_.compared_count() + 1);
    const auto after = EvaluateAnew(past);
    if (!after.ok()) {
      row.set_refusal(std::string(after.status().message()));
      totals_.set_refused_count(totals_.refused_count() + 1);
      return row;
    }
    *row.mutable_after() = HeadlineOf(*after);
    row.set_differs(row.before().SerializeAsString() != row.after().SerializeAsString());
    totals_.set_differing_count(totals_.differing_count() + row.differs());
    const bool other_suggestion = row.before().suggestion() != row.after().suggestion();
    totals_.set_suggestion_differs_count(totals_.suggestion_differs_count() + other_suggestion);
    return row;
  }

  absl::StatusOr<v1::Evaluation> EvaluateAnew(const PastEvaluation& past) const {
    v1::EvaluationContext context;
    RETURN_IF_ERROR(ReadCanonical(past.evaluation.pins.context, &context));
    context.clear_project_kind();
    context.clear_stage();
    if (candidate_.rules.engine >= 2) {
      context.set_project_kind(past.project_kind);
      context.set_stage(past.stage);
    }
    StoredEvaluation made = past.evaluation;
    made.pins.methodology = candidate_.id;
    made.pins.engine_version = std::string(EngineVersionOf(candidate_.rules));
    made.pins.context = canonical::Write(ToCanonicalValue(context));
    ASSIGN_OR_RETURN(made.result,
                     Compute(made.pins.engine_version, past.revision, candidate_.rules, context));
    return ToProto(made, nullptr, false);
  }

  Deps& deps_;
  rpc::Call& call_;
  const v1::CompareMethodologyRequest request_;
  ReadDefinition candidate_;
  const Methodology* base_ = nullptr;
  std::optional<StoredEvaluation> last_;
  v1::ComparisonTotals totals_;
  bool is_done_ = false;
};

}  // namespace

absl::StatusOr<std::unique_ptr<rpc::Pages>> CompareMethodology(
    Deps& deps, rpc::Call& call, const v1::CompareMethodologyRequest& request) {
  return std::make_unique<ComparisonPages>(deps, call, request);
}

}  // namespace cartera::appraisal
