#ifndef CARTERA_SERVICES_APPRAISAL_RECORDS_H_
#define CARTERA_SERVICES_APPRAISAL_RECORDS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

// What appraisal stores, as plain values. Enumerations stand as their stored text ("full"); ids
// without their collection ("pspc"). Hashes are 32 bytes; content is canonical form 1.
namespace cartera::appraisal {

// The most bytes of a case's whole content: with it a revision, read with its canonical bytes,
// still fits in one message (kMessageBytesMax).
inline constexpr size_t kCaseBytesMax = 1'900'000;

struct MethodologyId {
  std::string methodology;
  std::string version;
  friend bool operator==(const MethodologyId&, const MethodologyId&) = default;
};

struct StoredCase {
  std::string project;
  std::string id;
  std::string title;
  std::string stage;
  MethodologyId methodology;
  bool locked = false;
  int latest_revision = 0;  // 0: none yet
  int64_t created_us = 0;
  int64_t version_us = 0;
};

struct StoredSection {
  std::string section;  // field of the contract's CaseContent, "costs"
  std::string content;  // "{}" once emptied
  std::string author;   // person id
  int64_t version_us = 0;

  bool IsEmpty() const { return content == "{}"; }
};

struct StoredRevision {
  std::string project;
  std::string case_id;
  int number = 0;
  std::string content;  // empty in lists
  std::string content_hash;
  MethodologyId methodology;
  std::vector<std::string> authors;
  int64_t created_us = 0;
};

// A total of the preferred option's lines that are alike.
struct RevisionFigure {
  std::string figure;  // "costs", "benefits"
  std::string unit;
  std::string basis;
  int price_year = 0;
  int64_t amount_minor = 0;
  int64_t line_count = 0;
};

// Everything an evaluation was made from.
struct StoredPins {
  std::string revision_hash;
  MethodologyId methodology;
  std::string methodology_hash;
  std::string engine_version;
  uint64_t seed = 0;
  std::string context;  // canonical form of the contract's EvaluationContext
};

struct StoredEvaluation {
  std::string project;
  std::string case_id;
  int number = 0;
  std::string id;
  StoredPins pins;
  std::string result;
  std::string result_hash;
  int64_t created_us = 0;
};

std::string NameOf(const StoredCase& stored);
std::string NameOf(const StoredRevision& revision);
std::string NameOf(const StoredEvaluation& evaluation);
std::string NameOf(const MethodologyId& id);

// SHA-256 of the record in canonical form 1: what audit entries commit to.
std::string Digest(const StoredCase& stored, const std::vector<StoredSection>& sections);
std::string Digest(const StoredRevision& revision);
std::string Digest(const StoredEvaluation& evaluation);

// The id of the evaluation with these pins of a revision: 16 hexadecimal digits of their hash, so
// that the same pins are the same evaluation.
std::string EvaluationId(const std::string& revision_name, const StoredPins& pins);

}  // namespace cartera::appraisal

#endif  // CARTERA_SERVICES_APPRAISAL_RECORDS_H_
