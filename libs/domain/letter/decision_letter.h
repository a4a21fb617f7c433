#ifndef CARTERA_LIBS_DOMAIN_LETTER_DECISION_LETTER_H_
#define CARTERA_LIBS_DOMAIN_LETTER_DECISION_LETTER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libs/domain/authorisation/authorisation.h"
#include "libs/domain/calendar/civil_date.h"
#include "libs/domain/letter/letter.h"

namespace cartera::letter {

// A condition or an observation that the agency has to see to.
struct Duty {
  std::string kind;   // "precedent", "subsequent"; "blocking", "must", "should", "note"
  std::string owner;  // empty: the agency addressed
  std::string field;  // what an observation is about; empty for a condition
  std::string text;
  calendar::CivilDate due_date;
};

struct FormalAct {
  std::string kind;
  std::string number;
  calendar::CivilDate date;
};

// A signed checkpoint of the record: against it any later rewriting of what the letter says is
// found.
struct RecordState {
  std::string origin;  // whose record
  int64_t size = 0;    // heads in its tree
  std::string root;    // in hex
  std::string signed_at;
};

// All that a decision letter says, as the record has it. Amounts are in minor units.
struct DecisionFacts {
  std::string decision;             // name
  std::vector<std::string> sender;  // the widest body first
  std::string addressee;
  std::string project;
  std::string round;
  calendar::CivilDate decided_on;
  std::string outcome;  // approve, approve_with_observations, reject, request_iteration
  std::string decided_by;
  std::string recorded_by;
  std::optional<FormalAct> formal_act;
  std::vector<std::string> reasons;  // "Benefits shown"
  std::vector<std::string> grounds;  // published ones for refusal, as they read
  std::string reason;
  std::string suggestion;  // of the methodology; empty: none
  std::string against_suggestion;
  std::vector<authorisation::Line> asked;
  std::vector<authorisation::Line> authorised;
  std::optional<calendar::CivilDate> authorised_from;
  std::optional<calendar::CivilDate> authorised_until;
  bool yearly_continuation = false;
  std::string authorisation;  // name; empty unless approved
  std::vector<Duty> conditions;
  std::vector<Duty> observations;  // open at the decision
  calendar::CivilDate appeal_until;
  std::string supersedes;  // name of an earlier decision
  // What it was decided on.
  std::string revision;
  std::string revision_hash;
  std::string evaluation;
  std::string evaluation_hash;
  std::string methodology_version;
  std::string engine_version;
  uint64_t seed = 0;
  std::optional<RecordState> record;  // the latest; nullopt while there is none
};

// What a ministry writes to the agency: what was asked and what is decided, money by fiscal year
// and line, conditions, what is open, why, how to appeal, and what it was decided on.
Letter DecisionLetter(const DecisionFacts& facts);

}  // namespace cartera::letter

#endif  // CARTERA_LIBS_DOMAIN_LETTER_DECISION_LETTER_H_
