#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "cartera/oversight/v1/oversight_service.pb.h"
#include "libs/base/status_macros.h"
#include "tests/bench/measures.h"

namespace cartera::bench {
namespace {

absl::Status VerifyChain(const rpc::Client& client, const rpc::CallOptions& as, int64_t number) {
  oversight::v1::VerifyAuditRequest request;
  request.set_subject(absl::StrCat("projects/", ProjectId(number)));
  oversight::v1::VerifyAuditResponse response;
  int64_t entries = 0;
  RETURN_IF_ERROR(client.Stream(request, &response, as, [&]() -> absl::Status {
    entries = response.entries_count();
    if (response.breaks().empty()) return absl::OkStatus();
    return absl::InternalError(absl::StrCat("the generated chain of ", request.subject(),
                                            " breaks: ", response.breaks(0).ShortDebugString()));
  }));
  if (entries > 0) return absl::OkStatus();
  return absl::InternalError(absl::StrCat(request.subject(), " has no entries"));
}

absl::Status CheckInvariants(const rpc::Client& client, const rpc::CallOptions& as) {
  oversight::v1::CheckInvariantsResponse response;
  int invariants = 0;
  RETURN_IF_ERROR(
      client.Stream(oversight::v1::CheckInvariantsRequest(), &response, as, [&]() -> absl::Status {
        ++invariants;
        if (response.holds()) return absl::OkStatus();
        return absl::InternalError(absl::StrCat(
            "the generated data breaks ", response.name(), ": ", response.differing_count(), " of ",
            response.checked_count(), ", ", absl::StrJoin(response.examples(), "; ")));
      }));
  return invariants > 0 ? absl::OkStatus() : absl::InternalError("no invariant was checked");
}

}  // namespace

absl::Status Prove(Bench& bench) {
  bench.say("proving the generated data ...");
  ASSIGN_OR_RETURN(const rpc::CallOptions auditor, bench.server.As("auditor"));
  const rpc::Client client = rpc::Client::Dial(bench.server.address());
  const absl::Time start = absl::Now();
  RETURN_IF_ERROR(VerifyChain(client, auditor, bench.projects / 2));
  RETURN_IF_ERROR(CheckInvariants(client, auditor));
  bench.measures->push_back({absl::StrCat("prove every invariant at ", bench.projects), "s",
                             absl::ToDoubleSeconds(absl::Now() - start)});
  return absl::OkStatus();
}

}  // namespace cartera::bench
