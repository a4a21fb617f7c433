// The record without trusting the server: `audit export`, `audit proof`, `audit verify FILE`,
// `audit witness`.
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "cartera/oversight/v1/record_service.pb.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "libs/base/status_macros.h"
#include "libs/record_files/key_file.h"
#include "libs/record_files/record_reader.h"
#include "libs/record_files/witness_folder.h"
#include "tools/cartera/commands.h"
#include "tools/cartera/errors.h"
#include "tools/cartera/output.h"
#include "tools/cartera/table.h"

namespace cartera::cli {
namespace {

using oversight::v1::ExportRecordRequest;
using oversight::v1::ExportRecordResponse;
using oversight::v1::GetInclusionProofRequest;
using oversight::v1::GetInclusionProofResponse;
using record::KeptNote;
using record::SignedCheckpoint;
using record::Verdict;
using record::VerifierKey;
using record::WitnessFolder;

constexpr int64_t kToldEvery = 5000;                  // entries
constexpr int64_t kProofBytesMax = 64 * 1024 * 1024;  // far more than a message may have

std::string Instant(int64_t at_s) {
  return absl::FormatTime("%Y-%m-%d %H:%M:%S UTC", absl::FromUnixSeconds(at_s),
                          absl::UTCTimeZone());
}

// What the caller holds of earlier days.
struct Held {
  std::vector<KeptNote> notes;
  std::vector<VerifierKey> trusted;
};
absl::StatusOr<Held> ReadHeld(const Invocation& invocation) {
  Held held;
  if (invocation.Has("witness")) {
    ASSIGN_OR_RETURN(const WitnessFolder folder, WitnessFolder::Read(invocation.Get("witness")));
    held.notes = folder.kept();
    held.trusted = folder.trusted();
  }
  const auto files = invocation.values.find("checkpoint");
  if (files != invocation.values.end()) {
    for (const std::string& path : files->second) {
      std::string note;
      RETURN_IF_ERROR(ReadFile(path, &note));
      held.notes.push_back({path, std::move(note)});
    }
  }
  if (invocation.Has("key")) {
    auto key = record::ParseVerifierKey(invocation.Get("key"));
    if (!key.ok())
      return absl::InvalidArgumentError(absl::StrCat("--key: ", key.status().message()));
    held.trusted.push_back(*std::move(key));
  }
  return held;
}

// Sizes of the checkpoints in `notes`.
absl::StatusOr<std::vector<int64_t>> SizesOf(const std::vector<KeptNote>& notes) {
  std::vector<int64_t> sizes;
  for (const KeptNote& kept : notes) {
    ASSIGN_OR_RETURN(const record::SignedNote note, record::ParseSignedNote(kept.note));
    ASSIGN_OR_RETURN(const record::Checkpoint checkpoint, record::ParseCheckpoint(note.text));
    sizes.push_back(checkpoint.size);
  }
  return sizes;
}

void Tell(const Invocation& invocation, int64_t entries, bool last) {
  if (!invocation.err_is_terminal) return;
  *invocation.err << "\r" << entries << " entries" << (last ? "\n" : "") << std::flush;
}

absl::Status WriteRecord(const Invocation& invocation, const ExportRecordRequest& request,
                         const std::string& path, ExportRecordResponse* last) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  if (!out) return absl::InvalidArgumentError(absl::StrCat("cannot write ", path));
  // The whole record is in it, closed cases too.
  using std::filesystem::perms;
  std::error_code error;
  std::filesystem::permissions(path, perms::owner_read | perms::owner_write, error);
  if (error) return absl::InvalidArgumentError(absl::StrCat("cannot guard ", path));
  int64_t entries = 0;
  RETURN_IF_ERROR(invocation.transport.stream(request, last, [&]() -> absl::Status {
    out << ToJson(*last, /*pretty=*/false);
    entries += last->entries().entries_size();
    Tell(invocation, entries, last->has_end());
    return out ? absl::OkStatus() : absl::DataLossError(absl::StrCat("cannot write ", path));
  }));
  out.close();
  if (!out || !last->has_end()) return absl::DataLossError(absl::StrCat("cannot write ", path));
  return absl::OkStatus();
}

std::string What(const Verdict& verdict) {
  return verdict.subject.empty() ? "the whole record" : verdict.subject;
}

// What the verdict means, and what it does not.
std::string InWords(const Verdict& verdict) {
  if (verdict.faults.empty() && !verdict.proven.empty()) {
    return verdict.unaltered_since.has_value()
               ? absl::StrCat(
                     "INCLUDED: what stands below is in this record, which continues what ",
                     verdict.unaltered_since->source, " saw on ",
                     Instant(verdict.unaltered_since->at_s), ".")
               : "INCLUDED: what stands below is in the record of this checkpoint. That others are "
                 "shown the same record can only be said with a checkpoint that somebody else kept "
                 "(--witness, --checkpoint).";
  }
  if (!verdict.faults.empty()) {
    return "BROKEN: what stands below does not fit. Nothing after it can be trusted.";
  }
  std::string text = verdict.unaltered_since.has_value()
                         ? absl::StrCat("UNALTERED since ", Instant(verdict.unaltered_since->at_s),
                                        ": it begins "
                                        "with what ",
                                        verdict.unaltered_since->source, " was made of.")
                         : "CONSISTENT: everything fits together. That nothing was altered can "
                           "only be said with a "
                           "checkpoint that somebody else kept (--witness, --checkpoint).";
  if (!verdict.subject.empty()) {
    absl::StrAppend(&text,
                    " A part of the record cannot show that nothing newer was left out of it; "
                    "the whole record can.");
  }
  return text;
}

void PrintProven(const Invocation& invocation, const Verdict& verdict) {
  for (const record::ProvenEntry& proven : verdict.proven) {
    *invocation.out << "\n"
                    << proven.chain.service << " " << proven.chain.subject << ", entry "
                    << proven.seq << "\n  " << proven.entry << "\n";
  }
}

void PrintVerdict(const Invocation& invocation, const Verdict& verdict) {
  const record::Checkpoint& checkpoint = verdict.checkpoint.checkpoint;
  *invocation.out << RenderFields(
      {{"record", checkpoint.origin},
       {"holds", What(verdict)},
       {"up to", absl::StrCat(Instant(verdict.checkpoint.at_s), ", checkpoint ", checkpoint.size)},
       {"recomputed",
        absl::StrCat(verdict.chains_count, " chains, ", verdict.entries_count, " entries")}},
      invocation.style);
  *invocation.out << "signed by   " << verdict.checkpoint.signer.Text() << "\n"  // on one line
                  << (verdict.key_was_given
                          ? ""
                          : "            a key named by the file itself: compare it with the "
                            "published one\n")
                  << Indented(InWords(verdict), 0, invocation.style.width);
  if (verdict.faults.empty()) return PrintProven(invocation, verdict);
  std::vector<std::vector<std::string>> rows;
  for (const record::Fault& fault : verdict.faults) {
    rows.push_back({fault.chain.service, fault.chain.subject,
                    fault.seq == 0 ? "" : absl::StrCat(fault.seq), fault.what});
  }
  *invocation.out << RenderTable({{.title = "SERVICE", .whole = true},
                                  {.title = "CHAIN", .whole = true},
                                  {.title = "ENTRY", .right = true},
                                  {.title = "WHAT", .whole = true}},
                                 rows, invocation.style);
}

void PrintVerdictAsJson(const Invocation& invocation, const Verdict& verdict) {
  google::protobuf::Struct object;
  auto& fields = *object.mutable_fields();
  fields["verdict"].set_string_value(!verdict.faults.empty()               ? "broken"
                                     : !verdict.proven.empty()             ? "included"
                                     : verdict.unaltered_since.has_value() ? "unaltered"
                                                                           : "consistent");
  fields["subject"].set_string_value(verdict.subject);
  fields["size"].set_string_value(absl::StrCat(verdict.checkpoint.checkpoint.size));
  fields["at"].set_string_value(Instant(verdict.checkpoint.at_s));
  fields["key"].set_string_value(verdict.checkpoint.signer.Text());
  fields["key_was_given"].set_bool_value(verdict.key_was_given);
  fields["chains_count"].set_string_value(absl::StrCat(verdict.chains_count));
  fields["entries_count"].set_string_value(absl::StrCat(verdict.entries_count));
  if (verdict.unaltered_since.has_value()) {
    fields["unaltered_since"].set_string_value(Instant(verdict.unaltered_since->at_s));
  }
  for (const record::ProvenEntry& proven : verdict.proven) {
    auto& one = *fields["proven"].mutable_list_value()->add_values()->mutable_struct_value();
    (*one.mutable_fields())["service"].set_string_value(proven.chain.service);
    (*one.mutable_fields())["subject"].set_string_value(proven.chain.subject);
    (*one.mutable_fields())["sequence"].set_string_value(absl::StrCat(proven.seq));
    (*one.mutable_fields())["entry"].set_string_value(proven.entry);
  }
  for (const record::Fault& fault : verdict.faults) {
    auto& one = *fields["faults"].mutable_list_value()->add_values()->mutable_struct_value();
    (*one.mutable_fields())["service"].set_string_value(fault.chain.service);
    (*one.mutable_fields())["subject"].set_string_value(fault.chain.subject);
    (*one.mutable_fields())["sequence"].set_string_value(absl::StrCat(fault.seq));
    (*one.mutable_fields())["what"].set_string_value(fault.what);
  }
  *invocation.out << ToJson(object, invocation.globals.output == Output::kJson);
}

// Whether the file, which is not the lines of a record, is a proof.
bool ReadProof(const std::string& path, GetInclusionProofResponse* proof) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  std::string text;
  return !error && size <= kProofBytesMax && ReadFile(path, &text).ok() &&
         google::protobuf::util::JsonStringToMessage(text, proof).ok();
}

absl::StatusOr<Verdict> ReadRecord(const Invocation& invocation, Held held) {
  const std::string path = invocation.Get("FILE");
  std::ifstream in(path, std::ios::binary);
  if (!in) return absl::InvalidArgumentError(absl::StrCat("cannot read ", path));
  record::RecordReader reader(std::move(held.trusted), std::move(held.notes));
  ExportRecordResponse message;
  std::string line;
  int64_t number = 0, entries = 0, told = 0;
  while (std::getline(in, line)) {
    ++number;
    message.Clear();
    if (!google::protobuf::util::JsonStringToMessage(line, &message).ok()) {
      GetInclusionProofResponse proof;
      if (number == 1 && ReadProof(path, &proof)) {
        RETURN_IF_ERROR(reader.Add(proof));
        return reader.Finish();
      }
      return absl::InvalidArgumentError(
          absl::StrCat(path, " line ", number, ": not a line of an exported record, nor a proof"));
    }
    RETURN_IF_ERROR(reader.Add(message));
    entries += message.entries().entries_size();
    if (entries - told >= kToldEvery) Tell(invocation, told = entries, false);
  }
  if (told > 0) Tell(invocation, entries, true);
  return reader.Finish();
}

// The record is not what the witness saw: what the record signed itself proves it.
absl::StatusOr<int> Alarm(const Invocation& invocation, const WitnessFolder& folder,
                          const SignedCheckpoint& found, const SignedCheckpoint& kept,
                          absl::string_view why) {
  WitnessFolder evidence = folder;
  ASSIGN_OR_RETURN(const std::string path,
                   evidence.KeepContradiction(found, absl::ToUnixSeconds(absl::Now())));
  *invocation.out << Indented(
      absl::StrCat(
          "THE RECORD WAS WRITTEN ANEW: ", why, ". Checkpoint ", kept.checkpoint.size, " of ",
          Instant(kept.at_s), " and checkpoint ", found.checkpoint.size, " of ",
          Instant(found.at_s),
          " contradict each other, and both bear the record's "
          "signature. The second is kept as ",
          path,
          ". If a backup was restored, those who restored it have to say so, and what they "
          "took back."),
      0, invocation.style.width);
  return kExitFindings;
}

// One look at the record.
absl::StatusOr<int> Witness(Invocation& invocation, WitnessFolder& folder) {
  oversight::v1::GetCheckpointResponse response;
  const absl::Status got = invocation.Call(oversight::v1::GetCheckpointRequest(), &response);
  if (absl::IsNotFound(got) && !folder.kept().empty()) {
    *invocation.out << "THE RECORD WAS WRITTEN ANEW: it has no checkpoint any more; "
                    << folder.kept().back().source << " is kept here.\n";
    return kExitFindings;
  }
  RETURN_IF_ERROR(got);
  const std::vector<std::string> notes(response.key_notes().begin(), response.key_notes().end());
  ASSIGN_OR_RETURN(const bool first_key, folder.Follow(notes));
  if (first_key) {
    *invocation.out << "Believing the key\n  " << folder.trusted()[0].Text()
                    << "\nfrom now on: compare it with the one that is published.\n";
  }
  ASSIGN_OR_RETURN(const SignedCheckpoint found,
                   record::ReadCheckpoint(response.checkpoint().note(), folder.trusted()));
  ASSIGN_OR_RETURN(const auto kept, folder.Latest());
  const int64_t size = found.checkpoint.size;
  if (kept.has_value()) {
    const int64_t from = kept->checkpoint.size;
    if (size < from) return Alarm(invocation, folder, found, *kept, "it became shorter");
    if (size == from) {
      if (found.checkpoint.root != kept->checkpoint.root) {
        return Alarm(invocation, folder, found, *kept, "it is as long, and another");
      }
      *invocation.out << "Nothing new since checkpoint " << from << " of " << Instant(kept->at_s)
                      << ".\n";
      return kExitOk;
    }
    oversight::v1::GetConsistencyProofRequest ask;
    oversight::v1::GetConsistencyProofResponse proof;
    ask.set_from_size(from);
    ask.set_to_size(size);
    RETURN_IF_ERROR(invocation.Call(ask, &proof));
    const std::vector<std::string> hashes(proof.hashes().begin(), proof.hashes().end());
    if (!record::VerifyConsistency(from, size, kept->checkpoint.root, found.checkpoint.root, hashes)
             .ok()) {
      return Alarm(invocation, folder, found, *kept, "it does not continue what was seen");
    }
  }
  RETURN_IF_ERROR(folder.Keep(found, absl::ToUnixSeconds(absl::Now())));
  *invocation.out << "Checkpoint " << size << " of " << Instant(found.at_s)
                  << (kept.has_value()
                          ? absl::StrCat(" continues checkpoint ", kept->checkpoint.size)
                          : std::string(" is the first"))
                  << "; countersigned and kept.\n"
                  << std::flush;
  return kExitOk;
}

}  // namespace

absl::StatusOr<int> ExportRecord(Invocation& invocation) {
  ASSIGN_OR_RETURN(const auto filled, invocation.Request());
  auto& request = static_cast<ExportRecordRequest&>(*filled);
  ASSIGN_OR_RETURN(const Held held, ReadHeld(invocation));
  ASSIGN_OR_RETURN(const std::vector<int64_t> sizes, SizesOf(held.notes));
  for (const int64_t size : sizes) request.add_earlier_sizes(size);
  const std::string path = invocation.Get("FILE");
  const std::string partial = absl::StrCat(path, ".partial");
  ExportRecordResponse last;
  const absl::Status written = WriteRecord(invocation, request, partial, &last);
  if (!written.ok() || std::rename(partial.c_str(), path.c_str()) != 0) {
    std::remove(partial.c_str());
    return written.ok() ? absl::InvalidArgumentError(absl::StrCat("cannot write ", path)) : written;
  }
  *invocation.out << last.end().entries_count() << " entries and " << last.end().heads_count()
                  << " heads written to " << path << ". Check it anywhere: cartera audit verify "
                  << path << "\n";
  return kExitOk;
}

absl::StatusOr<int> ProveEntries(Invocation& invocation) {
  ASSIGN_OR_RETURN(const auto filled, invocation.Request());
  auto& request = static_cast<GetInclusionProofRequest&>(*filled);
  ASSIGN_OR_RETURN(Held held, ReadHeld(invocation));
  ASSIGN_OR_RETURN(const std::vector<int64_t> sizes, SizesOf(held.notes));
  for (const int64_t size : sizes) request.add_earlier_sizes(size);
  GetInclusionProofResponse proof;
  RETURN_IF_ERROR(invocation.Call(request, &proof));
  // Nobody gets a proof that does not hold.
  record::RecordReader reader(std::move(held.trusted), std::move(held.notes));
  RETURN_IF_ERROR(reader.Add(proof));
  ASSIGN_OR_RETURN(const Verdict verdict, reader.Finish());
  if (invocation.IsTable()) {
    PrintVerdict(invocation, verdict);
  } else {
    RETURN_IF_ERROR(PrintAnswer(invocation, proof));
  }
  if (!verdict.faults.empty()) return kExitFindings;
  if (!invocation.Has("file")) return kExitOk;
  const std::string path = invocation.Get("file");
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << ToJson(proof, /*pretty=*/false);
  out.close();
  if (!out) return absl::InvalidArgumentError(absl::StrCat("cannot write ", path));
  if (invocation.IsTable()) {
    *invocation.out << "\nWritten to " << path << ". Check it anywhere: cartera audit verify "
                    << path << "\n";
  }
  return kExitOk;
}

absl::StatusOr<int> VerifyRecordFile(Invocation& invocation) {
  ASSIGN_OR_RETURN(Held held, ReadHeld(invocation));
  ASSIGN_OR_RETURN(const Verdict verdict, ReadRecord(invocation, std::move(held)));
  if (invocation.IsTable()) {
    PrintVerdict(invocation, verdict);
  } else {
    PrintVerdictAsJson(invocation, verdict);
  }
  return verdict.faults.empty() ? kExitOk : kExitFindings;
}

absl::StatusOr<int> WitnessRecord(Invocation& invocation) {
  if (!invocation.Has("dir")) return absl::InvalidArgumentError("--dir must be given");
  int every_s = 0;
  if (invocation.Has("every") &&
      (!absl::SimpleAtoi(invocation.Get("every"), &every_s) || every_s < 1)) {
    return absl::InvalidArgumentError("--every must be a number of seconds from 1 on");
  }
  ASSIGN_OR_RETURN(WitnessFolder folder, WitnessFolder::Open(invocation.Get("dir")));
  for (;;) {
    const absl::StatusOr<int> code = Witness(invocation, folder);
    // A server that is away is asked again; a contradiction ends the watch.
    const bool away = absl::IsUnavailable(code.status()) || absl::IsNotFound(code.status());
    if (every_s == 0 || (code.ok() && *code != kExitOk) || (!code.ok() && !away)) return code;
    if (away) *invocation.err << RenderError(code.status(), invocation) << std::flush;
    absl::SleepFor(absl::Seconds(every_s));
  }
}

absl::StatusOr<int> AdminNewRecordKey(Invocation& invocation) {
  if (!invocation.Has("data-dir")) return absl::InvalidArgumentError("--data-dir must be given");
  const std::string path = record::KeyFilePath(invocation.Get("data-dir"));
  const absl::StatusOr<VerifierKey> added = record::AddKey(path);
  if (absl::IsNotFound(added.status())) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, " is not there: the server makes it with its first checkpoint"));
  }
  RETURN_IF_ERROR(added.status());
  *invocation.out
      << "The new key signs with the old one from the next checkpoint on. Publish it:\n  "
      << added->Text() << "\n";
  return kExitOk;
}

}  // namespace cartera::cli
