#include "services/review/oversight_calls.h"

#include <string>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/time/time.h"
#include "cartera/oversight/v1/record_service.pb.h"
#include "libs/base/status_macros.h"
#include "libs/domain/record/checkpoint.h"
#include "libs/domain/record/signed_note.h"
#include "libs/platform/rpc/client.h"

namespace cartera::review {

absl::StatusOr<std::optional<letter::RecordState>> LatestCheckpoint(Deps& deps,
                                                                    const rpc::Call& call) {
  const oversight::v1::GetCheckpointRequest request;
  oversight::v1::GetCheckpointResponse response;
  const absl::Status status =
      deps.env.client("oversight").Call(request, &response, rpc::OnBehalfOf(call));
  if (absl::IsNotFound(status)) return std::nullopt;
  RETURN_IF_ERROR(status);
  ASSIGN_OR_RETURN(const record::SignedNote note,
                   record::ParseSignedNote(response.checkpoint().note()));
  ASSIGN_OR_RETURN(const record::Checkpoint checkpoint, record::ParseCheckpoint(note.text));
  letter::RecordState state{checkpoint.origin, checkpoint.size,
                            absl::BytesToHexString(checkpoint.root), ""};
  if (!note.signatures.empty()) {
    const absl::Time at = absl::FromUnixSeconds(note.signatures[0].at_s);
    state.signed_at = absl::FormatTime("%e %B %Y at %H:%M UTC", at, absl::UTCTimeZone());
    absl::StripAsciiWhitespace(&state.signed_at);
  }
  return state;
}

}  // namespace cartera::review
