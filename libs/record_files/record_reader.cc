#include "libs/record_files/record_reader.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"

namespace cartera::record {
namespace {

using oversight::v1::ExportRecordResponse;

constexpr int kFormat = 1;

absl::Status NotARecord(absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("not an exported record: ", why));
}

}  // namespace

absl::Status RecordReader::Begin(const oversight::v1::RecordHeader& header) {
  if (check_.has_value()) return NotARecord("it has two headers");
  if (header.format() != kFormat) {
    return NotARecord(absl::StrCat("its format is ", header.format(), ", not ", kFormat));
  }
  const std::vector<std::string> notes(header.key_notes().begin(), header.key_notes().end());
  verdict_.key_was_given = !trusted_.empty();
  if (trusted_.empty()) {
    if (notes.empty()) return NotARecord("it names no key");
    ASSIGN_OR_RETURN(const SignedNote first, ParseSignedNote(notes[0]));
    ASSIGN_OR_RETURN(VerifierKey key, IntroducedKey(first));
    trusted_.push_back(std::move(key));
  }
  ASSIGN_OR_RETURN(const std::vector<VerifierKey> keys, FollowKeys(trusted_, notes));
  ASSIGN_OR_RETURN(verdict_.checkpoint, ReadCheckpoint(header.checkpoint().note(), keys));
  verdict_.subject = header.subject();
  std::vector<KeptCheckpoint> earlier;
  for (const KeptNote& kept : kept_) {
    const auto read = ReadCheckpoint(kept.note, keys);
    if (!read.ok()) {
      return absl::Status(read.status().code(),
                          absl::StrCat(kept.source, ": ", read.status().message()));
    }
    earlier.push_back({kept.source, read->checkpoint, read->at_s});
  }
  check_.emplace(verdict_.checkpoint.checkpoint, /*whole=*/header.subject().empty(),
                 std::move(earlier));
  for (const auto& proof : header.consistency()) {
    const std::vector<std::string> hashes(proof.hashes().begin(), proof.hashes().end());
    check_->AddConsistency(proof.from_size(), hashes);
  }
  return absl::OkStatus();
}

void RecordReader::AddHead(const oversight::v1::RecordHead& given) {
  ++heads_;
  const Head head{{given.service(), given.subject()}, given.length(), given.hash()};
  if (verdict_.subject.empty()) return check_->AddHead(head);
  const std::vector<std::string> proof(given.inclusion().begin(), given.inclusion().end());
  check_->AddProvenHead(head, given.index(), proof);
}

absl::Status RecordReader::AddChain(const oversight::v1::ChainProof& chain) {
  const ChainName name{chain.head().service(), chain.head().subject()};
  if (name.subject != verdict_.subject || chain.entries().empty() ||
      chain.entries(0).sequence() < 1) {
    return NotARecord("a proof is of entries of its own subject");
  }
  AddHead(chain.head());
  const oversight::v1::RecordEntry& first = chain.entries(0);
  check_->BeginAfter(name, first.sequence() - 1, chain.hash_before());
  for (const auto& entry : chain.entries()) {
    check_->AddEntry({entry.service(), entry.subject()}, entry.sequence(), entry.entry(),
                     entry.hash());
  }
  verdict_.proven.push_back({name, first.sequence(), first.entry()});
  return absl::OkStatus();
}

absl::Status RecordReader::Add(const oversight::v1::GetInclusionProofResponse& proof) {
  if (proof.header().subject().empty() || proof.chains().empty()) {
    return NotARecord("a proof is of one subject's entries");
  }
  RETURN_IF_ERROR(Begin(proof.header()));
  for (const auto& chain : proof.chains()) RETURN_IF_ERROR(AddChain(chain));
  ended_ = true;
  return absl::OkStatus();
}

absl::Status RecordReader::Add(const ExportRecordResponse& message) {
  if (message.has_header()) return Begin(message.header());
  if (!check_.has_value() || ended_) return NotARecord("a header comes first, and an end last");
  switch (message.part_case()) {
    case ExportRecordResponse::kHeads:
      for (const auto& head : message.heads().heads()) AddHead(head);
      return absl::OkStatus();
    case ExportRecordResponse::kEntries:
      for (const auto& entry : message.entries().entries()) {
        check_->AddEntry({entry.service(), entry.subject()}, entry.sequence(), entry.entry(),
                         entry.hash());
      }
      return absl::OkStatus();
    case ExportRecordResponse::kEnd:
      ended_ = true;
      if (message.end().heads_count() != heads_ ||
          message.end().entries_count() != check_->entries_count()) {
        return absl::DataLossError("the file does not hold as much as its last line says");
      }
      return absl::OkStatus();
    default:
      return NotARecord("a part is of no kind that is known");
  }
}

absl::StatusOr<Verdict> RecordReader::Finish() {
  if (!ended_) return absl::DataLossError("the file ends before the record does");
  check_->Finish();
  verdict_.chains_count = check_->chains_count();
  verdict_.entries_count = check_->entries_count();
  verdict_.faults = check_->faults();
  verdict_.unaltered_since = check_->unaltered_since();
  return verdict_;
}

}  // namespace cartera::record
