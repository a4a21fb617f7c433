#include "tests/simulation/player.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <future>
#include <numeric>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "cartera/appraisal/v1/case.pb.h"
#include "cartera/registry/v1/project.pb.h"
#include "cartera/review/v1/submission.pb.h"
#include "libs/platform/rpc/error.h"
#include "tests/support/case_setup.h"
#include "tests/support/registry_setup.h"

namespace cartera::simulation {
namespace {

constexpr size_t kOpenCases = 4;  // of one player at a time

Answer AnswerOf(const absl::Status& status, const Answer& expected) {
  Answer answer{status.code(), status.ok() ? "" : rpc::ReasonOf(status)};
  if (!expected.ok() && expected.reason.empty()) answer.reason.clear();  // any will do
  return answer;
}

// Lost a race between a question to another service and the change.
bool IsRaceLost(const Answer& answer) {
  return answer.code == absl::StatusCode::kAborted &&
         (answer.reason == "ETAG_STALE" || answer.reason == "ASSESSMENTS_CHANGED" ||
          answer.reason == "REVISION_CHANGED");
}

std::string NameOfPerson(const std::string& id) {
  return id.empty() ? "" : absl::StrCat("people/", id);
}

}  // namespace

Player::Player(Population& population, Tally& tally, int number, uint32_t seed, CaseNames common)
    : population_(population),
      tally_(tally),
      number_(number),
      dice_(seed + 7919U * static_cast<uint32_t>(number)),
      common_(std::move(common)) {}

std::string Player::NextId() { return absl::StrCat("p", number_, "-", ++next_id_); }

bool Player::Play() {
  Played* const played = Pick();
  if (played == nullptr) return false;
  const bool iterated = played->model.state == State::kIterationRequested;
  if (iterated && played->revisions_wanted <= played->model.iteration && dice_() % 3 != 0) {
    return Freeze(played);
  }
  return dice_() % 8 == 0 ? PlayDuel(played) : PlayStep(played);
}

// One of the open cases; a new one when there are too few.
Played* Player::Pick() {
  std::vector<Played*> open;
  for (const auto& played : cases_) {
    if (!played->model.over()) open.push_back(played.get());
  }
  if (open.size() < kOpenCases) {
    auto fresh = std::make_unique<Played>();
    if (!Begin(fresh.get())) return nullptr;
    cases_.push_back(std::move(fresh));
    return cases_.back().get();
  }
  // Now and then what is over: nothing may be done to it any more.
  if (dice_() % 10 == 0) return cases_[dice_() % cases_.size()].get();
  return open[dice_() % open.size()];
}

bool Player::Begin(Played* played) {
  played->agency = static_cast<int>(dice_() % static_cast<unsigned>(population_.agencies()));
  played->project = absl::StrCat("p", number_, "-", cases_.size());
  played->names = common_;
  played->names.submission_id = played->project;
  played->names.submission = absl::StrCat("rounds/round/submissions/", played->project);
  played->names.case_name = absl::StrCat("projects/", played->project, "/cases/full");
  const Actor author = population_.Draw(Kind::kFormulator, played->agency, dice_);
  registry::v1::CreateProjectRequest project =
      testing::ProjectRequest(played->project, population_.AgencyOf(played->agency));
  project.set_request_id(NextId());
  registry::v1::CreateProjectResponse made;
  absl::Status status = population_.Call(author, project, &made);
  appraisal::v1::CreateCaseRequest create;
  create.set_parent(absl::StrCat("projects/", played->project));
  create.set_case_id("full");
  create.mutable_case_()->set_title("Simulated");
  create.mutable_case_()->set_stage(appraisal::v1::CASE_STAGE_FULL);
  create.mutable_case_()->set_methodology_version(testing::kMethodology);
  *create.mutable_content() = testing::CompleteCase();
  create.set_request_id(NextId());
  appraisal::v1::CreateCaseResponse created;
  if (status.ok()) status = population_.Call(author, create, &created);
  EXPECT_TRUE(status.ok()) << played->project << ": " << status;
  return status.ok() && Freeze(played);
}

// Changes the case and freezes it. It is locked until appraisal has heard that it was given back.
bool Player::Freeze(Played* played) {
  const Actor author = population_.Draw(Kind::kFormulator, played->agency, dice_);
  appraisal::v1::UpdateCaseRequest update;
  update.set_name(played->names.case_name);
  *update.mutable_content()->mutable_identification() = testing::CompleteCase().identification();
  update.mutable_content()->mutable_identification()->set_summary(
      absl::StrCat("As of revision ", played->names.hashes.size() + 1));
  update.add_sections("identification");
  update.set_request_id(NextId());
  appraisal::v1::UpdateCaseResponse updated;
  absl::Status status;
  for (const absl::Time give_up = absl::Now() + absl::Minutes(1); absl::Now() < give_up;) {
    status = population_.Call(author, update, &updated);
    if (!absl::IsFailedPrecondition(status)) break;
    absl::SleepFor(absl::Milliseconds(20));
  }
  appraisal::v1::CreateRevisionRequest freeze;
  freeze.set_parent(played->names.case_name);
  freeze.set_request_id(NextId());
  appraisal::v1::CreateRevisionResponse frozen;
  if (status.ok()) status = population_.Call(author, freeze, &frozen);
  EXPECT_TRUE(status.ok()) << played->names.case_name << ": " << status;
  played->names.hashes.push_back(frozen.revision().content_hash());
  ++played->revisions_wanted;
  return status.ok();
}

std::string Player::SomeObservation(const Played& played) {
  const auto& all = played.model.observations;
  if (all.empty() || dice_() % 12 == 0) return "none";
  return std::next(all.begin(), static_cast<int>(dice_() % all.size()))->first;
}

Act Player::UsefulUnderReview(const Played& played) {
  const auto draw = dice_() % 10;
  if (!played.model.assessed && draw < 4) return Act::kAssess;
  if (draw < 6) return Act::kDecide;
  if (played.model.observations.empty() || draw == 6) return Act::kObserve;
  return draw == 7 ? Act::kReply : Act::kClose;
}

// What people of good will would do next.
Step Player::DrawUseful(const Played& played) {
  Step step;
  switch (played.model.state) {
    case State::kNone:
      step.act = Act::kEnter;
      break;
    case State::kDraft:
      step.act = Act::kSign;
      break;
    case State::kSigned:
      step.act = Act::kSubmit;
      break;
    case State::kSubmitted:
      step.act = Act::kAssign;
      break;
    case State::kScreening:
      step.act = dice_() % 3 == 0 ? Act::kObserve : Act::kStart;
      break;
    case State::kInReview:
      step.act = UsefulUnderReview(played);
      break;
    case State::kIterationRequested:
      step.act = dice_() % 3 == 0 ? Act::kReply : Act::kRevise;
      break;
    default:
      step.act = Act::kReply;
  }
  Kind kind = Kind::kFormulator;
  if (step.act == Act::kSign || step.act == Act::kWithdraw) kind = Kind::kSignatory;
  if (step.act == Act::kAssign) kind = Kind::kBudgetOfficer;
  if (step.act == Act::kObserve || step.act == Act::kClose || step.act == Act::kReopen) {
    kind = Kind::kReviewer;
  }
  if (step.act == Act::kDecide) kind = Kind::kApprover;
  step.actor = population_.Draw(kind, played.agency, dice_);
  if (step.act == Act::kStart || step.act == Act::kAssess) {
    step.actor = {Kind::kReviewer, played.model.reviewer};
  }
  step.reviewer = population_.Draw(Kind::kReviewer, played.agency, dice_);
  return step;
}

Step Player::DrawStep(const Played& played) {
  Step step = DrawUseful(played);
  if (played.model.state != State::kNone && dice_() % 4 == 0) {
    step.act = static_cast<Act>(1 + dice_() % (kActsCount - 1));
    step.actor = population_.Draw(static_cast<Kind>(dice_() % 8), played.agency, dice_);
  }
  step.outcome = static_cast<Outcome>(dice_() % 4);
  step.blocking = dice_() % 3 == 0;
  step.observation = step.act == Act::kObserve
                         ? absl::StrCat("o", number_, "-", ++next_observation_)
                         : SomeObservation(played);
  if (dice_() % 12 == 0) {
    step.reviewer = population_.Draw(dice_() % 2 == 0 ? Kind::kFormulator : Kind::kStranger,
                                     played.agency, dice_);
  }
  step.stale_etag = !played.names.stale_etag.empty() && dice_() % 12 == 0;
  step.other_revision = dice_() % 12 == 0;
  return step;
}

Answer Player::Send(const Step& step, const Exchange& exchange) {
  return AnswerOf(population_.Call(step.actor, *exchange.request, exchange.response.get()), {});
}

bool Player::Compare(const Played& played, const Step& step, const Answer& expected,
                     const Answer& got) {
  Answer seen = got;
  if (!expected.ok() && expected.reason.empty()) seen.reason.clear();  // any will do
  ++tally_.steps;
  if (!expected.ok()) ++tally_.refused;
  EXPECT_EQ(seen, expected) << played.names.submission << " " << Name(played.model.state) << ": "
                            << Name(step.act) << " by " << step.actor.person << " outcome "
                            << static_cast<int>(step.outcome) << " observation " << step.observation
                            << (step.stale_etag ? " stale" : "");
  return seen == expected;
}

// Keeps what a later stale read needs.
void Player::Note(const Step& step, const Exchange& exchange, Played* played) {
  if (step.act == Act::kSign) played->names.signed_hash = played->names.hashes.size() - 1;
  const auto* field = exchange.response->GetDescriptor()->FindFieldByName("submission");
  if (field == nullptr) return;
  const auto& submission = static_cast<const review::v1::Submission&>(
      exchange.response->GetReflection()->GetMessage(*exchange.response, field));
  if (played->first_etag.empty()) {
    played->first_etag = submission.etag();
  } else {
    played->names.stale_etag = played->first_etag;
  }
}

bool Player::PlayStep(Played* played) {
  const Step step = DrawStep(*played);
  const Exchange exchange = MakeExchange(step, played->names);
  const Answer expected = played->model.Predict(step);
  SetRequestId(NextId(), exchange.request.get());
  if (dice_() % 12 == 0) {
    ++tally_.dry_runs;
    SetValidateOnly(true, exchange.request.get());
    if (!Compare(*played, step, expected, Send(step, exchange))) return false;
    SetValidateOnly(false, exchange.request.get());
  }
  const auto again = dice_() % 10;
  if (again == 0) {
    // Twice at the same moment: it happens once, and both hear the same.
    ++tally_.twice;
    Exchange twin{exchange.request,
                  std::shared_ptr<google::protobuf::Message>(exchange.response->New())};
    auto other = std::async(std::launch::async, [&] { return Send(step, twin); });
    const Answer first = Send(step, exchange);
    const Answer second = other.get();
    if (!Compare(*played, step, expected, first) || !Compare(*played, step, expected, second)) {
      return false;
    }
    EXPECT_EQ(twin.response->SerializeAsString(), exchange.response->SerializeAsString());
  } else if (!Compare(*played, step, expected, Send(step, exchange))) {
    return false;
  }
  if (expected.ok()) {
    played->model.Apply(step);
    Note(step, exchange, played);
  }
  if (again == 1 && !SendAgain(step, exchange, expected)) return false;
  return again != 2 || !expected.ok() || SendWithAnotherBody(step, exchange);
}

// A client that lost the answer asks again.
bool Player::SendAgain(const Step& step, const Exchange& exchange, const Answer& expected) {
  if (!expected.ok()) return true;  // only successes are kept
  ++tally_.twice;
  const Exchange later{exchange.request,
                       std::shared_ptr<google::protobuf::Message>(exchange.response->New())};
  const Answer got = Send(step, later);
  EXPECT_EQ(got, expected) << "again: " << exchange.request->ShortDebugString();
  EXPECT_EQ(later.response->SerializeAsString(), exchange.response->SerializeAsString());
  return got == expected;
}

bool Player::SendWithAnotherBody(const Step& step, const Exchange& exchange) {
  const std::shared_ptr<google::protobuf::Message> other(exchange.request->New());
  other->CopyFrom(*exchange.request);
  const auto* name = other->GetDescriptor()->FindFieldByName("name");
  if (name == nullptr) return true;
  other->GetReflection()->SetString(other.get(), name,
                                    other->GetReflection()->GetString(*other, name) + "x");
  const Exchange changed{other,
                         std::shared_ptr<google::protobuf::Message>(exchange.response->New())};
  const Answer got = Send(step, changed);
  ++tally_.steps;
  EXPECT_EQ(got, (Answer{absl::StatusCode::kInvalidArgument, "REQUEST_ID_REUSED"}))
      << other->ShortDebugString();
  return !got.ok();
}

// Several acts at the same moment must come out as if done in some order.
bool Player::PlayDuel(Played* played) {
  std::vector<Step> steps;
  std::vector<Exchange> exchanges;
  const size_t count = 2 + dice_() % 2;
  for (size_t i = 0; i < count; ++i) {
    Step step = DrawStep(*played);
    if (step.act == Act::kEnter && i > 0) return true;
    step.stale_etag = false;
    exchanges.push_back(MakeExchange(step, played->names));
    SetRequestId(NextId(), exchanges.back().request.get());
    steps.push_back(std::move(step));
  }
  if (steps[0].act == Act::kEnter) return PlayStep(played);
  std::vector<std::future<Answer>> futures;
  futures.reserve(count);
  for (size_t i = 0; i < count; ++i) {
    futures.push_back(
        std::async(std::launch::async, [&, i] { return Send(steps[i], exchanges[i]); }));
  }
  std::vector<Answer> got;
  got.reserve(count);
  for (auto& future : futures) got.push_back(future.get());
  ++tally_.duels;
  tally_.steps += static_cast<int64_t>(count);
  const bool any_ok = std::any_of(got.begin(), got.end(), [](const Answer& a) { return a.ok(); });

  review::v1::GetSubmissionRequest get;
  get.set_name(played->names.submission);
  review::v1::GetSubmissionResponse now;
  const Actor auditor = population_.Draw(Kind::kAuditor, played->agency, dice_);
  const absl::Status read = population_.Call(auditor, get, &now);
  EXPECT_TRUE(read.ok()) << read;

  std::vector<size_t> order(count);
  std::iota(order.begin(), order.end(), 0);
  do {
    CaseModel model = played->model;
    bool fits = true;
    int lost = 0;
    for (const size_t i : order) {
      const Answer predicted = model.Predict(steps[i]);
      Answer seen = got[i];
      if (!predicted.ok() && predicted.reason.empty()) seen.reason.clear();
      const bool race = CaseModel::AsksBetween(steps[i].act) && any_ok && IsRaceLost(got[i]);
      fits = fits && (seen == predicted || race);
      if (got[i].ok() && fits) model.Apply(steps[i]);
      lost += !got[i].ok() && played->model.Predict(steps[i]).ok() ? 1 : 0;
    }
    const std::string state = review::v1::SubmissionState_Name(now.submission().state())
                                  .substr(std::string("SUBMISSION_STATE_").size());
    const std::string& reviewer = now.submission().reviewer();  // of two assignments the last
    fits = fits && state == Name(model.state) && reviewer == NameOfPerson(model.reviewer);
    if (!fits) continue;
    played->model = model;
    tally_.duels_lost += lost;
    for (const size_t i : order) {
      if (got[i].ok()) Note(steps[i], exchanges[i], played);
    }
    return true;
  } while (std::next_permutation(order.begin(), order.end()));
  std::string told = absl::StrCat(played->names.submission, " was ", Name(played->model.state),
                                  ", is ", now.submission().ShortDebugString(), "\n");
  for (size_t i = 0; i < count; ++i) {
    absl::StrAppend(&told, "  ", Name(steps[i].act), " by ", steps[i].actor.person, " ",
                    static_cast<int>(steps[i].outcome), ": ", absl::StatusCodeToString(got[i].code),
                    " ", got[i].reason, "\n");
  }
  ADD_FAILURE() << "no order of these acts gives these answers: " << told;
  return false;
}

}  // namespace cartera::simulation
