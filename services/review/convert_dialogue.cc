#include "absl/strings/str_cat.h"
#include "libs/base/sha256.h"
#include "libs/convert/convert.h"
#include "libs/domain/canonical/form.h"
#include "services/review/convert.h"
#include "services/review/store_dialogue.h"

// Names, digests and messages of what store_dialogue.h declares.
namespace cartera::review {

std::string NameOf(const Clarification& clarification) {
  return absl::StrCat("rounds/", clarification.round, "/submissions/", clarification.submission,
                      "/clarifications/", clarification.id);
}

std::string Digest(const Clarification& clarification) {
  canonical::Value value;
  value.Set("name", NameOf(clarification)).Set("field", clarification.field);
  value.Set("question", clarification.question).Set("asked_by", clarification.asked_by);
  value.Set("asked_us", clarification.asked_us).Set("answer", clarification.answer);
  value.Set("answered_by", clarification.answered_by);
  value.SetIfPresent("answered_us", clarification.answered_us);
  return Sha256(canonical::Write(value));
}

v1::ObservationAct ToProto(const ObservationAct& act) {
  v1::ObservationAct proto;
  proto.set_number(act.number);
  proto.set_kind(static_cast<v1::ObservationActKind>(
      convert::EnumFromText(v1::ObservationActKind_descriptor(), act.kind)));
  proto.set_text(act.text);
  proto.set_evidence(act.evidence);
  proto.set_document_hash(act.document_hash);
  proto.mutable_answered_fields()->Assign(act.answered_fields.begin(), act.answered_fields.end());
  proto.set_acted_by(PersonName(act.person));
  *proto.mutable_create_time() = convert::TimestampFromUs(act.at_us);
  return proto;
}

v1::Clarification ToProto(const Clarification& clarification) {
  v1::Clarification proto;
  proto.set_name(NameOf(clarification));
  proto.set_question(clarification.question);
  proto.set_field(clarification.field);
  proto.set_state(clarification.answered_us.has_value() ? v1::CLARIFICATION_STATE_ANSWERED
                                                        : v1::CLARIFICATION_STATE_ASKED);
  proto.set_asked_by(PersonName(clarification.asked_by));
  *proto.mutable_ask_time() = convert::TimestampFromUs(clarification.asked_us);
  proto.set_answer(clarification.answer);
  proto.set_answered_by(PersonName(clarification.answered_by));
  if (clarification.answered_us.has_value()) {
    *proto.mutable_answer_time() = convert::TimestampFromUs(*clarification.answered_us);
  }
  proto.set_etag(convert::EtagOf(clarification.version_us));
  return proto;
}

}  // namespace cartera::review
