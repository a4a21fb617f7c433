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
  registry::v1::BootstrapRequest request;
  std::string code = invocation.Get("code");
  if (invocation.Has("code-file")) {
    RETURN_IF_ERROR(ReadFile(invocation.Get("code-file"), &code));
  }
  request.set_code(std::string(absl::StripAsciiWhitespace(code)));
  request.set_person_id(invocation.Get("person-id"));
  request.set_display_name(invocation.Get("name"));
  request.set_root_agency_id(invocation.Get("root-id"));
  request.set_root_display_name(invocation.Get("root-name"));
  registry::v1::BootstrapResponse response;
  RETURN_IF_ERROR(invocation.Call(request, &response));
  RETURN_IF_ERROR(PrintAnswer(invocation, response));
  return 0;
}

absl::StatusOr<int> AdvanceClock(Invocation& invocation) {
  constexpr int64_t kSecondsPerDay = 86400;
  const bool in_days = invocation.Has("days");
  int64_t number = 0;
  if (in_days == invocation.Has("seconds") ||
      !absl::SimpleAtoi(invocation.Get(in_days ? "days" : "seconds"), &number) || number < 1 ||
      (in_days && number > 36525)) {
    return absl::InvalidArgumentError(
        "either --days (1 to 36525) or --seconds must be given, as a whole number");
  }
  server::v1::AdvanceClockRequest request;
  server::v1::AdvanceClockResponse response;
  request.set_seconds(in_days ? number * kSecondsPerDay : number);
  RETURN_IF_ERROR(invocation.Call(request, &response));
  RETURN_IF_ERROR(PrintAnswer(invocation, response));
  return 0;
}

}  // namespace cartera::cli
