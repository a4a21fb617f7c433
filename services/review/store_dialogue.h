#ifndef CARTERA_SERVICES_REVIEW_STORE_DIALOGUE_H_
#define CARTERA_SERVICES_REVIEW_STORE_DIALOGUE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "cartera/review/v1/dialogue.pb.h"
#include "libs/platform/pg/tx.h"
#include "services/review/records.h"

// The turns of observations, and clarifications.
namespace cartera::review {

// One turn of the exchange about an observation; never changed.
struct ObservationAct {
  int number = 0;
  std::string kind;  // reply, close, reopen
  std::string text;
  std::string evidence;
  std::string document_hash;
  std::vector<std::string> answered_fields;
  std::string person;
  int64_t at_us = 0;
};

struct Clarification {
  std::string round;
  std::string submission;
  std::string id;
  std::string field;  // empty: about none
  std::string question;
  std::string asked_by;
  int64_t asked_us = 0;
  std::string answer;
  std::string answered_by;
  std::optional<int64_t> answered_us;
  int64_t version_us = 0;
};

std::string NameOf(const Clarification& clarification);
std::string Digest(const Clarification& clarification);
v1::ObservationAct ToProto(const ObservationAct& act);
v1::Clarification ToProto(const Clarification& clarification);

// Oldest first.
absl::StatusOr<std::vector<ObservationAct>> ListObservationActs(pg::Tx& tx,
                                                                const Observation& observation);
// Appends the turn, with its number and time. The submission's row must be held.
absl::Status AppendObservationAct(pg::WriteTx& tx, const Observation& observation,
                                  const ObservationAct& act);

// By the time they were asked.
absl::StatusOr<std::vector<Clarification>> ListClarifications(pg::Tx& tx,
                                                              const Submission& submission);
absl::StatusOr<std::optional<Clarification>> FindClarification(pg::Tx& tx,
                                                               const Submission& submission,
                                                               absl::string_view id);
// Set version_us. Errors of Insert: ALREADY_EXISTS NAME_TAKEN.
absl::Status InsertClarification(pg::WriteTx& tx, Clarification* clarification);
absl::Status UpdateClarification(pg::WriteTx& tx, Clarification* clarification);

}  // namespace cartera::review

#endif  // CARTERA_SERVICES_REVIEW_STORE_DIALOGUE_H_
