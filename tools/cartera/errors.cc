#include "tools/cartera/errors.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "libs/platform/rpc/error.h"

namespace cartera::cli {
namespace {

// The server gives every error a reason: one without was found here.
bool IsOurs(const absl::Status& status) { return rpc::ReasonOf(status).empty(); }

std::string RenderFault(const rpc::Violations::Fault& fault, const Invocation& invocation) {
  std::string place;
  if (fault.row > 0) absl::StrAppend(&place, "row ", fault.row, ", ");
  if (!fault.column.empty()) absl::StrAppend(&place, "column ", fault.column, ", ");
  const std::string flag = FlagOfField(invocation.flags, fault.field);
  return absl::StrCat("  ", place, fault.field, ": ", fault.description,
                      fault.reason.empty() ? "" : absl::StrCat(" [", fault.reason, "]"),
                      flag.empty() ? "" : absl::StrCat(" (", flag, ")"), "\n");
}

}  // namespace

int ExitCodeFor(const absl::Status& status) {
  if (status.ok()) return kExitOk;
  if (IsOurs(status) && (absl::IsInvalidArgument(status) || absl::IsOutOfRange(status))) {
    return kExitUsage;
  }
  return 10 + static_cast<int>(status.code());
}

std::string ExitCodeHelp() {
  return R"(Exit codes:
   0  done
   1  done, and something was found: a blocking finding, a rejected row, a broken record,
      money that may not flow
   2  wrong usage, or a file that cannot be read; nothing was sent
   3  done, and only part of the money asked about may flow
  13  INVALID_ARGUMENT      the request is wrong; every fault is listed
  14  DEADLINE_EXCEEDED     no answer in time (--timeout)
  15  NOT_FOUND             no such thing, or not for you to see
  16  ALREADY_EXISTS        the id is taken
  17  PERMISSION_DENIED     not yours to do
  18  RESOURCE_EXHAUSTED    too much at once; try again later
  19  FAILED_PRECONDITION   not in this state
  20  ABORTED               it changed since you read it (stale etag or hash)
  24  UNAVAILABLE           no server answers
  26  UNAUTHENTICATED       no token, or one that does not hold: cartera login
      others: 10 and the gRPC code
)";
}

std::string RenderError(const absl::Status& status, const Invocation& invocation) {
  const std::string reason = rpc::ReasonOf(status);
  const std::string& server = invocation.globals.address.server;
  if (IsOurs(status)) {
    if (absl::IsUnavailable(status)) {
      const bool tls = !invocation.globals.address.tls.authorities.empty();
      return absl::StrCat("error: no Cartera server answers at ", server, " (is carterad running, ",
                          tls ? "with a certificate for that name by --tls-ca"
                              : "and without TLS, for which there is --tls-ca",
                          "? --server names another)\n");
    }
    if (absl::IsDeadlineExceeded(status)) {
      return absl::StrCat("error: no answer from ", server, " within ",
                          invocation.globals.timeout_s, " s (--timeout)\n");
    }
    if (absl::IsUnimplemented(status)) {
      return absl::StrCat("error: the server at ", server, " does not offer this\n");
    }
    return absl::StrCat("error: ", absl::StrReplaceAll(status.message(), {{"\n", "\nerror: "}}),
                        "\n");
  }
  std::string out = absl::StrCat("error: ", absl::StatusCodeToString(status.code()), " (", reason,
                                 "): ", status.message(), "\n");
  for (const auto& fault : rpc::FaultsOf(status)) {
    absl::StrAppend(&out, RenderFault(fault, invocation));
  }
  for (const auto& failed : rpc::PreconditionsOf(status)) {
    if (absl::StrContains(status.message(), failed.description)) continue;
    absl::StrAppend(&out, RenderFault(failed, invocation));
  }
  if (absl::IsUnauthenticated(status)) {
    absl::StrAppend(&out, "  cartera login --as NAME gets a token from a server run with --dev;\n",
                    "  cartera login --token-file FILE stores one from your identity provider.\n");
  }
  return out;
}

}  // namespace cartera::cli
