#ifndef CARTERA_LIBS_RECORD_FILES_RECORD_READER_H_
#define CARTERA_LIBS_RECORD_FILES_RECORD_READER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cartera/oversight/v1/record_service.pb.h"
#include "libs/domain/record/record_check.h"

namespace cartera::record {

// A checkpoint that somebody kept, as a signed note.
struct KeptNote {
  std::string source;  // such as a file's name
  std::string note;
};

struct ProvenEntry {
  ChainName chain;
  int64_t seq = 0;
  std::string entry;  // canonical bytes
};

// What a check of an exported record, or of an inclusion proof, comes to.
struct Verdict {
  std::string subject;  // empty: the whole record
  SignedCheckpoint checkpoint;
  bool key_was_given = false;  // else the file's own first key was believed
  int64_t chains_count = 0;
  int64_t entries_count = 0;
  std::vector<Fault> faults;
  // Of an inclusion proof: the entry of each chain that is proven. Nothing else is said then.
  std::vector<ProvenEntry> proven;
  // The earliest kept checkpoint that the record is shown to contain.
  std::optional<KeptCheckpoint> unaltered_since;
};

// Checks the messages of ExportRecord, in their order, or the one of GetInclusionProof, without a
// server.
class RecordReader {
 public:
  // `trusted` and the keys that they introduced are believed; when empty, the first of the file.
  RecordReader(std::vector<VerifierKey> trusted, std::vector<KeptNote> kept)
      : trusted_(std::move(trusted)), kept_(std::move(kept)) {}

  // Errors: INVALID_ARGUMENT for what is no part of a record; DATA_LOSS when the signatures of the
  // checkpoint, or of a kept one, are not those of a key that is believed.
  absl::Status Add(const oversight::v1::ExportRecordResponse& message);
  absl::Status Add(const oversight::v1::GetInclusionProofResponse& proof);
  // Errors: DATA_LOSS when the record is not there to its end.
  absl::StatusOr<Verdict> Finish();

 private:
  absl::Status Begin(const oversight::v1::RecordHeader& header);
  void AddHead(const oversight::v1::RecordHead& given);
  absl::Status AddChain(const oversight::v1::ChainProof& chain);

  std::vector<VerifierKey> trusted_;
  std::vector<KeptNote> kept_;
  std::optional<RecordCheck> check_;
  Verdict verdict_;
  int64_t heads_ = 0;
  bool ended_ = false;
};

}  // namespace cartera::record

#endif  // CARTERA_LIBS_RECORD_FILES_RECORD_READER_H_
