#include <limits>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "cartera/registry/v1/access_service.pb.h"
#include "cartera/server/v1/server_service.pb.h"
#include "libs/base/status_macros.h"
#include "tools/cartera/commands.h"
#include "tools/cartera/output.h"
#include "tools/cartera/values.h"

namespace cartera::cli {
namespace {

absl::StatusOr<std::string> TokenFromServer(const Invocation& invocation) {
  server::v1::IssueDevTokenRequest request;
  server::v1::IssueDevTokenResponse response;
  request.set_subject(invocation.Get("as"));
  if (invocation.Has("lifetime-s")) {
    int32_t lifetime_s = 0;
    if (!absl::SimpleAtoi(invocation.Get("lifetime-s"), &lifetime_s)) {
      return absl::InvalidArgumentError("--lifetime-s: must be a whole number of seconds");
    }
    request.set_lifetime_s(lifetime_s);
  }
  RETURN_IF_ERROR(invocation.Call(request, &response));
  return response.token();
}

void Rename(Values* values, const char* from, const char* to) {
  const auto found = values->find(from);
  if (found != values->end()) (*values)[to] = found->second;
}

}  // namespace

absl::StatusOr<int> Login(Invocation& invocation) {
  if (invocation.Has("as") == invocation.Has("token-file")) {
    return absl::InvalidArgumentError("either --as NAME or --token-file FILE must be given");
  }
  std::string token;
  if (invocation.Has("as")) {
    ASSIGN_OR_RETURN(token, TokenFromServer(invocation));
  } else {
    RETURN_IF_ERROR(ReadFile(invocation.Get("token-file"), &token));
  }
  absl::StripAsciiWhitespace(&token);
  if (token.empty()) return absl::InvalidArgumentError("the token is empty");
  RETURN_IF_ERROR(StoreToken(token));
  *invocation.out << "Logged in"
                  << (invocation.Has("as") ? absl::StrCat(" as ", invocation.Get("as")) : "")
                  << "; the token is in " << TokenPath() << "\n";
  return 0;
}

absl::StatusOr<int> Logout(Invocation& invocation) {
  RETURN_IF_ERROR(RemoveToken());
  *invocation.out << "The token is gone from " << TokenPath() << "\n";
  return 0;
}

absl::StatusOr<int> Bootstrap(Invocation& invocation) {
  Rename(&invocation.values, "name", "display-name");
  Rename(&invocation.values, "root-id", "root-agency-id");
  Rename(&invocation.values, "root-name", "root-display-name");
  if (invocation.Has("code-file")) {
    std::string code;
    RETURN_IF_ERROR(ReadFile(invocation.Get("code-file"), &code));
    invocation.values["code"] = {std::string(absl::StripAsciiWhitespace(code))};
  }
  ASSIGN_OR_RETURN(const auto request, invocation.Request());
  registry::v1::BootstrapResponse response;
  RETURN_IF_ERROR(invocation.Call(*request, &response));
  RETURN_IF_ERROR(PrintAnswer(invocation, response));
  return 0;
}

absl::StatusOr<int> AdvanceClock(Invocation& invocation) {
  constexpr int64_t kSecondsPerDay = 86400;
  if (invocation.Has("days")) {
    int64_t days = 0;
    if (!absl::SimpleAtoi(invocation.Get("days"), &days) || days < 1 || days > 36525) {
      return absl::InvalidArgumentError("--days: must be a whole number from 1 to 36525");
    }
    invocation.values["seconds"] = {absl::StrCat(days * kSecondsPerDay)};
  }
  ASSIGN_OR_RETURN(const auto request, invocation.Request());
  server::v1::AdvanceClockResponse response;
  RETURN_IF_ERROR(invocation.Call(*request, &response));
  RETURN_IF_ERROR(PrintAnswer(invocation, response));
  return 0;
}

}  // namespace cartera::cli
