#include "services/oversight/checkpointer.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "libs/base/status_macros.h"
#include "libs/domain/record/checkpoint.h"
#include "libs/platform/obs/log.h"
#include "libs/record_files/key_file.h"
#include "services/oversight/errors.h"
#include "services/oversight/proof_nodes.h"
#include "services/oversight/store_audit.h"

namespace cartera::oversight {
namespace {

constexpr absl::Duration kRest = absl::Seconds(30);
// A first checkpoint over everything may take minutes.
constexpr absl::Duration kTimeout = absl::Minutes(10);
constexpr int kHeadsPerStatement = 10'000;

// The keys of the file; the new ones among them are introduced.
absl::StatusOr<std::vector<record::SigningKey>> LoadKeys(pg::Tx& tx, const std::string& directory,
                                                         int64_t at_s) {
  ASSIGN_OR_RETURN(const std::vector<KeyNote> known, ReadKeyNotes(tx));
  std::string name = record::NewName("cartera-record-");
  if (!known.empty()) {
    ASSIGN_OR_RETURN(const auto first, record::ParseVerifierKey(known[0].verifier_key));
    name = first.name;
  }
  absl::StatusOr<std::vector<record::SigningKey>> loaded =
      record::LoadOrCreateKeys(record::KeyFilePath(directory), name);
  if (!loaded.ok()) {
    obs::Log(obs::Severity::kWarning, "the record's keys cannot be read",
             {{"svc", "oversight"}, {"cause", loaded.status().ToString()}});
    return RecordKeysUnreadable();
  }
  std::vector<record::SigningKey> keys = *std::move(loaded);
  auto number = static_cast<int64_t>(known.size());
  for (size_t i = 0; i < keys.size(); ++i) {
    const record::VerifierKey key = keys[i].Public();
    const std::string text = key.Text();
    if (std::any_of(known.begin(), known.end(),
                    [&](const KeyNote& one) { return one.verifier_key == text; })) {
      continue;
    }
    if (i == 0 && number > 0) {
      obs::Log(obs::Severity::kWarning,
               "the keys that signed the record are not in the data directory: a new key signs, "
               "which nobody who knows the old ones will believe",
               {{"svc", "oversight"}, {"key", text}});
    }
    const record::SigningKey& by = i == 0 ? keys[0] : keys[i - 1];
    RETURN_IF_ERROR(
        InsertKeyNote(tx, ++number, {text, record::IntroduceKey(key, by, at_s).Text()}));
  }
  return keys;
}

// Adds what grew in one service.
absl::Status AppendGrown(pg::Tx& tx, absl::string_view service, int64_t from_txid,
                         int64_t until_txid, record::TreeBuilder* tree) {
  std::string after;
  for (;;) {
    ASSIGN_OR_RETURN(const std::vector<record::Head> heads,
                     ReadGrownHeads(tx, service, from_txid, until_txid, after, kHeadsPerStatement));
    if (heads.empty()) return absl::OkStatus();
    const int64_t first = tree->size();
    Nodes made;
    for (const record::Head& head : heads) {
      tree->Add(record::LeafHash(head.Leaf()),
                [&](record::NodeId id, const std::string& hash) { made[id] = hash; });
    }
    RETURN_IF_ERROR(InsertHeads(tx, first, heads));
    RETURN_IF_ERROR(InsertNodes(tx, made));
    if (heads.size() < kHeadsPerStatement) return absl::OkStatus();
    after = heads.back().chain.subject;
  }
}

absl::StatusOr<StoredCheckpoint> Make(pg::Tx& tx, const std::string& directory, absl::Time now) {
  RETURN_IF_ERROR(LockRecord(tx));
  ASSIGN_OR_RETURN(const auto last, FindCheckpoint(tx, 0));
  StoredCheckpoint next = last.value_or(StoredCheckpoint{});
  const int64_t from_txid = next.until_txid;
  ASSIGN_OR_RETURN(next.until_txid, ReadEndedTxid(tx));
  ASSIGN_OR_RETURN(record::TreeBuilder tree, WithNodes(tx, [&](record::NodeReader read) {
                     return record::TreeBuilder(next.size, read);
                   }));
  for (const absl::string_view service : ChainServices()) {
    RETURN_IF_ERROR(AppendGrown(tx, service, from_txid, next.until_txid, &tree));
  }
  if (tree.size() == next.size) {
    if (!last.has_value()) return NoCheckpoint(0);
    return *last;
  }
  const int64_t at_s = absl::ToUnixSeconds(now);
  ASSIGN_OR_RETURN(const std::vector<record::SigningKey> keys, LoadKeys(tx, directory, at_s));
  next.size = tree.size();
  next.at_us = absl::ToUnixMicros(now);
  record::SignedNote note{.text =
                              record::Checkpoint{keys[0].name, tree.size(), tree.Root()}.Text()};
  for (const record::SigningKey& key : keys) record::Sign(key, at_s, &note);
  next.note = note.Text();
  RETURN_IF_ERROR(InsertCheckpoint(tx, next));
  return next;
}

}  // namespace

absl::StatusOr<StoredCheckpoint> MakeCheckpoint(app::Env& env, const pg::CallContext& context) {
  StoredCheckpoint made;
  RETURN_IF_ERROR(env.database().Maintain(context, [&](pg::Tx& tx) -> absl::Status {
    ASSIGN_OR_RETURN(made, Make(tx, env.data_dir(), env.clock().Now()));
    return absl::OkStatus();
  }));
  return made;
}

Checkpointer::Checkpointer(app::Env& env) : env_(env) {
  thread_ = std::thread([this] { Run(); });
}

Checkpointer::~Checkpointer() {
  {
    const MutexLock lock(&mutex_);
    stopping_ = true;
  }
  woken_.NotifyOne();
  thread_.join();
}

void Checkpointer::Run() {
  bool failed = false;
  for (;;) {
    {
      const MutexLock lock(&mutex_);
      if (!stopping_) woken_.WaitFor(&mutex_, kRest);  // one too many does no harm
      if (stopping_) return;
    }
    pg::CallContext context;
    context.principal = "services/oversight";
    context.method = "make_checkpoint";
    context.now = env_.clock().Now();
    context.deadline = absl::Now() + kTimeout;
    const absl::Status status = MakeCheckpoint(env_, context).status();
    const bool fails = !status.ok() && !absl::IsNotFound(status);
    // One line for an outage, not two a minute.
    if (fails && !failed) {
      obs::Log(obs::Severity::kWarning, "no checkpoint of the record was made",
               {{"svc", "oversight"}, {"cause", status.ToString()}});
    }
    failed = fails;
  }
}

}  // namespace cartera::oversight
