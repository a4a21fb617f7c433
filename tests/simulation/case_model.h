#ifndef CARTERA_TESTS_SIMULATION_CASE_MODEL_H_
#define CARTERA_TESTS_SIMULATION_CASE_MODEL_H_

#include <map>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"

// What a submission must be after each act, written from what the contract promises and from
// nothing else: no line of the services or of their table of states is used here.
namespace cartera::simulation {

enum class State {
  kNone,
  kDraft,
  kSigned,
  kSubmitted,
  kScreening,
  kInReview,
  kIterationRequested,
  kApproved,
  kApprovedWithObservations,
  kRejected,
  kWithdrawn
};
// As the contract's enum ends: "IN_REVIEW".
const char* Name(State state);

// Who acts, by what he may do in the case at hand.
enum class Kind {
  kFormulator,
  kSignatory,
  kReviewer,
  kApprover,
  kBudgetOfficer,
  kAuditor,
  kStranger,   // the formulator of another agency
  kAnonymous,  // without a token
};
struct Actor {
  Kind kind = Kind::kAnonymous;
  std::string person;
};

enum class Act {
  kEnter,
  kSign,
  kSubmit,
  kAssign,
  kStart,
  kAssess,
  kObserve,
  kReply,
  kClose,
  kReopen,
  kDecide,
  kRevise,
  kWithdraw
};
inline constexpr int kActsCount = 13;
const char* Name(Act act);

enum class Outcome { kApprove, kApproveWithObservations, kReject, kRequestIteration };

struct Step {
  Act act = Act::kEnter;
  Actor actor;
  std::string observation;              // kObserve to kReopen
  bool blocking = false;                // kObserve
  Outcome outcome = Outcome::kApprove;  // kDecide
  Actor reviewer;                       // kAssign
  bool stale_etag = false;              // read before the last change
  bool other_revision = false;          // read another one: kSign, kDecide
};

struct Answer {
  absl::StatusCode code = absl::StatusCode::kOk;
  std::string reason;  // "" when OK, or when any will do

  bool ok() const { return code == absl::StatusCode::kOk; }
  friend bool operator==(const Answer&, const Answer&) = default;
};
std::ostream& operator<<(std::ostream& out, const Answer& answer);

class CaseModel {
 public:
  // The answer to `step` now.
  Answer Predict(const Step& step) const;
  // What an OK answer to `step` changes.
  void Apply(const Step& step);
  // Steps that may race with a question to another service: while another changes the submission,
  // they are told to read it again.
  static bool AsksBetween(Act act);

  bool over() const;

  State state = State::kNone;
  int iteration = 1;
  std::string reviewer;
  bool assessed = false;  // the revision that is signed
  // By id.
  struct Observation {
    bool blocking = false;
    std::string state = "OPEN";
    friend bool operator==(const Observation&, const Observation&) = default;
  };
  std::map<std::string, Observation> observations;
  int decisions = 0;
  int authorisations = 0;
  // Actions of review in the project's record, in order.
  std::vector<std::string> record;

 private:
  Answer PredictDecision(const Step& step) const;
  bool AnyOpen(bool only_blocking) const;
};

}  // namespace cartera::simulation

#endif  // CARTERA_TESTS_SIMULATION_CASE_MODEL_H_
