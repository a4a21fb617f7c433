#ifndef CARTERA_SERVICES_OVERSIGHT_RECORDS_H_
#define CARTERA_SERVICES_OVERSIGHT_RECORDS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libs/access/access.h"
#include "libs/domain/money/money.h"
#include "libs/domain/money/totals.h"

// What oversight reads, as plain values. Enumerations stand as stored: lower case, no prefix.
namespace cartera::oversight {

// Which projects are asked for, by whom, as of when.
struct Scope {
  bool sees_all = false;                   // one of Cartera's own services
  std::vector<std::string> seen_agencies;  // whose subtrees the caller sees
  std::string caller_day;                  // UTC day on which the caller's rights are read
  std::string agency;                      // the asked agency's id; empty: all
  int64_t as_of_us = 0;
};

// An aggregate as SQL gives it: `count` amounts that are alike, or projects without an amount.
struct Cell {
  enum class Dimension { kHidden, kAll, kStage, kAgency, kKind, kSubmission, kAuthorised };
  Dimension dimension = Dimension::kAll;
  std::string key;    // "delivery", an agency's id; empty without a dimension
  std::string label;  // an agency's display name
  // Unknown amounts have no unit.
  std::optional<std::string> unit;
  std::string basis;
  int price_year = 0;
  int64_t count = 0;
  std::string sum_minor;  // decimal: may pass 64 bits
};

struct Group {
  std::string key;
  std::string label;
  int64_t projects_count = 0;
  int64_t unknown_count = 0;
  std::vector<money::TotalRow> budgets;
};

struct Portfolio {
  int64_t hidden_count = 0;
  int64_t unconverted_count = 0;
  Group all;
  std::vector<Group> by_stage, by_agency, by_kind, by_submission;
  std::vector<money::TotalRow> authorised;
};

struct ProjectLine {
  std::string id, title, lead_agency, kind, stage, submission_state;
  std::optional<money::Money> total_budget;
  std::vector<money::TotalRow> authorised;
};

// Where a project stands in the agency tree.
struct ProjectPlaces {
  bool open = false;
  access::Place lead;
  std::vector<access::Place> participants;
};

// One link of a chain, with the chain's head in the same snapshot.
struct ChainLink {
  std::string subject;
  int64_t seq = 0;
  std::string entry;  // canonical bytes
  std::string hash;   // 32 bytes
  std::optional<int64_t> head_length;
  std::optional<std::string> head_hash;
};

// The first place of a chain that does not fit.
struct ChainBreak {
  std::string service, subject;
  int64_t seq = 0;
  std::string what;      // hash, gap, truncated, head
  std::string resource;  // of the entry, where it can be read
};

// Something that must hold, and what was found.
struct Invariant {
  std::string name;
  int64_t checked = 0;
  int64_t differing = 0;
  std::vector<std::string> examples;  // at most five
};

struct HistoryLine {
  std::string service;
  int64_t seq = 0;
  int64_t at_us = 0;
  std::string entry;
  std::string hash;
};

}  // namespace cartera::oversight

#endif  // CARTERA_SERVICES_OVERSIGHT_RECORDS_H_
