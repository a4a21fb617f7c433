#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "libs/access/access.h"
#include "libs/base/limits.h"
#include "libs/base/sha256.h"
#include "libs/base/status_macros.h"
#include "libs/domain/appraisal/evaluate.h"
#include "libs/domain/canonical/diff.h"
#include "libs/domain/canonical/form.h"
#include "libs/platform/rpc/error.h"
#include "services/appraisal/canonical_content.h"
#include "services/appraisal/compute.h"
#include "services/appraisal/convert.h"
#include "services/appraisal/convert_case.h"
#include "services/appraisal/convert_evaluation.h"
#include "services/appraisal/draft.h"
#include "services/appraisal/errors.h"
#include "services/appraisal/handlers.h"
#include "services/appraisal/store_cases.h"
#include "services/appraisal/store_methodologies.h"
#include "services/appraisal/store_revisions.h"
#include "services/appraisal/visibility.h"

namespace cartera::appraisal {
namespace {

using access::Caller;
using canonical::Value;

// Differences told by a replay; one is enough to know.
constexpr size_t kDifferencesTold = 100;

// Criteria that people may score: each once, or once by each of several people where the engine
// keeps their scores apart.
absl::Status CheckScores(const v1::EvaluationContext& context, const Methodology& methodology) {
  const bool apart = methodology.rules.engine >= 2;
  rpc::Violations violations;
  std::set<std::pair<std::string, std::string>> seen;
  for (int i = 0; i < context.person_scores_size(); ++i) {
    const v1::PersonScore& score = context.person_scores(i);
    const std::string& criterion = score.criterion();
    const std::string field = absl::StrCat("context.person_scores[", i, "].criterion");
    if (methodology::FindCriterion(methodology.rules, criterion) == nullptr) {
      violations.Add(
          field, "CRITERION_UNKNOWN",
          absl::StrCat("\"", criterion, "\" is no criterion of ", NameOf(methodology.id)));
    } else if (!seen.emplace(criterion, apart ? score.assessor() : "").second) {
      violations.Add(field, "TWICE",
                     absl::StrCat("\"", criterion, "\" is scored twice",
                                  apart ? absl::StrCat(" by ", score.assessor()) : ""));
    }
  }
  return violations.ToStatus();
}

// Assessors exist, and only the centre states what somebody else scored.
absl::Status CheckAssessors(pg::Tx& tx, const Caller& caller, const PlacedCase& placed,
                            const v1::EvaluationContext& context) {
  std::vector<std::string> people;
  for (const v1::PersonScore& score : context.person_scores()) {
    people.emplace_back(absl::StripPrefix(score.assessor(), "people/"));
    if (people.back() != caller.person && !IsOfCentre(caller, placed.places)) {
      return ForeignScore(score.assessor());
    }
  }
  ASSIGN_OR_RETURN(const auto unknown, UnknownPeople(tx, people));
  if (unknown.empty()) return absl::OkStatus();
  return NoSuchReference("context.person_scores.assessor", absl::StrCat("people/", unknown[0]));
}

// What the server knows of the case and a method of engine 2 reads; what a client says of it does
// not count. Engine 1 knows neither, and the pins of its evaluations stay as they are.
void Place(const PlacedCase& placed, const Methodology& methodology,
           v1::EvaluationContext& context) {
  context.clear_project_kind();
  context.clear_stage();
  if (methodology.rules.engine < 2) return;
  context.set_project_kind(placed.project_kind);
  context.set_stage(placed.stored.stage);
}

// A seed that was not given is made of what is evaluated, the first eight bytes of its hash: the
// same revision has the same draws, and nobody chose them.
void ChooseSeed(const StoredRevision& revision, const Methodology& methodology,
                v1::EvaluationContext& context) {
  if (context.seed() != 0 || methodology.rules.engine < 2) return;
  uint64_t seed = 0;
  for (size_t i = 0; i < sizeof(seed); ++i) {
    seed = seed << 8 | static_cast<uint8_t>(revision.content_hash[i]);
  }
  context.set_seed(seed);
}

// What was asked for, else what the revision was written for.
MethodologyId MethodologyAsked(const v1::EvaluateRevisionRequest& request,
                               const StoredRevision& revision) {
  return request.methodology_version().empty() ? revision.methodology
                                               : MethodologyOf(request.methodology_version());
}

StoredEvaluation Pin(const StoredRevision& revision, const Methodology& methodology,
                     const v1::EvaluationContext& context) {
  StoredEvaluation evaluation;
  evaluation.project = revision.project;
  evaluation.case_id = revision.case_id;
  evaluation.number = revision.number;
  evaluation.pins.revision_hash = revision.content_hash;
  evaluation.pins.methodology = methodology.id;
  evaluation.pins.methodology_hash = methodology.definition_hash;
  evaluation.pins.engine_version = std::string(EngineVersionOf(methodology.rules));
  evaluation.pins.seed = context.seed();
  evaluation.pins.context = canonical::Write(ToCanonicalValue(context));
  evaluation.id = EvaluationId(NameOf(revision), evaluation.pins);
  return evaluation;
}

// The evaluation with the pins of `wanted`: the stored one, or a new one.
absl::StatusOr<StoredEvaluation> FindOrMake(pg::WriteTx& tx, const StoredRevision& revision,
                                            const Methodology& methodology,
                                            const v1::EvaluationContext& context) {
  StoredEvaluation wanted = Pin(revision, methodology, context);
  ASSIGN_OR_RETURN(std::optional<StoredEvaluation> stored, FindEvaluation(tx, revision, wanted.id));
  if (stored.has_value()) {
    tx.NameResource(NameOf(*stored));
    return *std::move(stored);
  }
  ASSIGN_OR_RETURN(wanted.result,
                   Compute(wanted.pins.engine_version, revision, methodology.rules, context));
  wanted.result_hash = Sha256(wanted.result);
  InsertEvaluation(tx, &wanted);
  RETURN_IF_ERROR(Record(tx, wanted.project, "revision.evaluate", NameOf(wanted), Digest(wanted),
                         absl::BytesToHexString(wanted.result_hash)));
  return wanted;
}

struct OpenedEvaluation {
  StoredRevision revision;
  StoredEvaluation evaluation;
};

absl::StatusOr<OpenedEvaluation> OpenEvaluation(pg::Tx& tx, const rpc::Call& call,
                                                absl::string_view name, bool require_role) {
  ASSIGN_OR_RETURN(const CaseIds ids, ParseName(name));
  ASSIGN_OR_RETURN(const Caller caller, access::LoadCaller(tx, call));
  ASSIGN_OR_RETURN(const PlacedCase placed, OpenToRead(tx, call, caller, ids, name));
  if (require_role) RETURN_IF_ERROR(access::Require(caller, call, placed.places.lead));
  ASSIGN_OR_RETURN(std::optional<StoredRevision> revision,
                   FindRevision(tx, placed.stored, ids.number));
  if (!revision.has_value()) return access::NotFound(name);
  ASSIGN_OR_RETURN(std::optional<StoredEvaluation> evaluation,
                   FindEvaluation(tx, *revision, ids.evaluation));
  if (!evaluation.has_value()) return access::NotFound(name);
  return OpenedEvaluation{*std::move(revision), *std::move(evaluation)};
}

// How the two results differ, a path at a time.
std::vector<std::string> Compare(const std::string& stored, const std::string& replayed) {
  const auto before = canonical::Parse(stored);
  const auto after = canonical::Parse(replayed);
  if (!before.ok())
    return {absl::StrCat("the stored result cannot be read: ", before.status().message())};
  if (!after.ok())
    return {absl::StrCat("the replayed result cannot be read: ", after.status().message())};
  std::vector<std::string> texts;
  for (const canonical::Difference& difference : canonical::Diff(*before, *after)) {
    if (texts.size() == kDifferencesTold) break;
    texts.push_back(absl::StrCat(
        difference.path, ": stored ",
        difference.before.has_value() ? canonical::Write(*difference.before) : "nothing",
        ", replayed ",
        difference.after.has_value() ? canonical::Write(*difference.after) : "nothing"));
  }
  return texts;
}

// What the pins name and is not there as it was.
std::vector<std::string> LostPins(const OpenedEvaluation& opened, const Methodology* methodology) {
  const StoredPins& pins = opened.evaluation.pins;
  std::vector<std::string> lost;
  if (Sha256(opened.revision.content) != pins.revision_hash) {
    lost.emplace_back("the stored revision does not have the hash that is pinned");
  }
  if (methodology == nullptr) {
    lost.push_back(absl::StrCat(NameOf(pins.methodology), " is not known to this server"));
  } else if (methodology->definition_hash != pins.methodology_hash) {
    lost.push_back(absl::StrCat(NameOf(pins.methodology), " is not the one that is pinned"));
  }
  const auto versions = EngineVersions();
  if (std::find(versions.begin(), versions.end(), pins.engine_version) == versions.end()) {
    lost.push_back(absl::StrCat("this server has no engine ", pins.engine_version));
  }
  return lost;
}

}  // namespace

absl::Status EvaluateRevision(Deps& deps, rpc::Call& call,
                              const v1::EvaluateRevisionRequest& request,
                              v1::EvaluateRevisionResponse* response) {
  ASSIGN_OR_RETURN(const CaseIds ids, ParseName(request.revision()));
  return rpc::Mutate(deps.env.database(), call, response, [&](pg::WriteTx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const Caller caller, access::LoadCaller(tx, call));
    ASSIGN_OR_RETURN(const PlacedCase placed,
                     OpenToWrite(tx, call, caller, ids, request.revision()));
    if (tx.Replayed()) return absl::OkStatus();
    ASSIGN_OR_RETURN(const std::optional<StoredRevision> revision,
                     FindRevision(tx, placed.stored, ids.number));
    if (!revision.has_value()) return access::NotFound(request.revision());
    const MethodologyId id = MethodologyAsked(request, *revision);
    ASSIGN_OR_RETURN(const Methodology* methodology, FindMethodology(tx, deps.methodologies, id));
    if (methodology == nullptr) return NoSuchReference("methodology_version", NameOf(id));
    RETURN_IF_ERROR(CheckScores(request.context(), *methodology));
    v1::EvaluationContext context = InOrder(request.context());
    Place(placed, *methodology, context);
    ChooseSeed(*revision, *methodology, context);
    RETURN_IF_ERROR(CheckAssessors(tx, caller, placed, context));
    ASSIGN_OR_RETURN(const StoredEvaluation evaluation,
                     FindOrMake(tx, *revision, *methodology, context));
    ASSIGN_OR_RETURN(*response->mutable_evaluation(), ToProto(evaluation, methodology, false));
    return absl::OkStatus();
  });
}

absl::Status GetEvaluation(Deps& deps, rpc::Call& call, const v1::GetEvaluationRequest& request,
                           v1::GetEvaluationResponse* response) {
  return deps.env.database().Read(call.context, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const OpenedEvaluation opened,
                     OpenEvaluation(tx, call, request.name(), /*require_role=*/false));
    ASSIGN_OR_RETURN(const Methodology* methodology,
                     FindMethodology(tx, deps.methodologies, opened.evaluation.pins.methodology));
    ASSIGN_OR_RETURN(*response->mutable_evaluation(),
                     ToProto(opened.evaluation, methodology, request.include_canonical_result()));
    return absl::OkStatus();
  });
}

absl::Status ReplayEvaluation(Deps& deps, rpc::Call& call,
                              const v1::ReplayEvaluationRequest& request,
                              v1::ReplayEvaluationResponse* response) {
  OpenedEvaluation opened;
  const Methodology* methodology = nullptr;
  RETURN_IF_ERROR(deps.env.database().Read(call.context, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(opened, OpenEvaluation(tx, call, request.name(), /*require_role=*/true));
    ASSIGN_OR_RETURN(methodology,
                     FindMethodology(tx, deps.methodologies, opened.evaluation.pins.methodology));
    return absl::OkStatus();
  }));
  const StoredPins& pins = opened.evaluation.pins;
  response->set_stored_hash(absl::BytesToHexString(opened.evaluation.result_hash));
  for (std::string& lost : LostPins(opened, methodology)) {
    response->add_differences(std::move(lost));
  }
  if (response->differences_size() > 0) return absl::OkStatus();
  v1::EvaluationContext context;
  if (const absl::Status status = ReadCanonical(pins.context, &context); !status.ok()) {
    return StoredUnreadable(request.name(), status.message());
  }
  ASSIGN_OR_RETURN(const std::string result,
                   Compute(pins.engine_version, opened.revision, methodology->rules, context));
  response->set_replayed_hash(absl::BytesToHexString(Sha256(result)));
  response->set_identical(result == opened.evaluation.result &&
                          response->replayed_hash() == response->stored_hash());
  for (std::string& difference : Compare(opened.evaluation.result, result)) {
    response->add_differences(std::move(difference));
  }
  return absl::OkStatus();
}

}  // namespace cartera::appraisal
