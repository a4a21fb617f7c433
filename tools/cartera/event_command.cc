// `event watch`: what happens, as it happens.
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "cartera/oversight/v1/event_service.pb.h"
#include "libs/base/status_macros.h"
#include "tools/cartera/commands.h"
#include "tools/cartera/errors.h"
#include "tools/cartera/output.h"
#include "tools/cartera/pages.h"

namespace cartera::cli {
namespace {

using oversight::v1::Event;
using oversight::v1::WatchEventsRequest;
using oversight::v1::WatchEventsResponse;

constexpr absl::Duration kRetryAfter = absl::Seconds(2);

// The file is whole at any moment: whoever is cut off goes on with one cursor or the next.
absl::Status KeepCursor(const std::string& path, const std::string& cursor) {
  const std::string fresh = path + ".new";
  {
    std::ofstream out(fresh, std::ios::binary | std::ios::trunc);
    out << cursor << "\n";
    out.close();
    if (!out) return absl::InvalidArgumentError(absl::StrCat("cannot write ", fresh));
  }
  std::error_code error;
  std::filesystem::rename(fresh, path, error);
  if (error) return absl::InvalidArgumentError(absl::StrCat("cannot write ", path));
  return absl::OkStatus();
}

absl::Status TakeKeptCursor(const std::string& path, WatchEventsRequest* request) {
  if (!std::filesystem::exists(path)) return absl::OkStatus();
  std::string text;
  RETURN_IF_ERROR(ReadFile(path, &text));
  request->set_cursor(std::string(absl::StripAsciiWhitespace(text)));
  request->clear_from_beginning();
  return absl::OkStatus();
}

void Print(const Invocation& invocation, const WatchEventsResponse& page) {
  for (const Event& event : page.events()) {
    if (!invocation.IsTable()) {
      *invocation.out << ToJson(event, /*pretty=*/false);
      continue;
    }
    *invocation.out << EntryLine(event.entry(), invocation.style);
    // Where it belongs, when its own name does not say that.
    const std::string& subject = event.entry().subject();
    if (!invocation.Has("project") && !absl::StartsWith(event.entry().resource(), subject)) {
      *invocation.out << Indented(subject, 21, invocation.style.width);
    }
  }
  *invocation.out << std::flush;
}

}  // namespace

absl::StatusOr<int> EventWatch(Invocation& invocation) {
  ASSIGN_OR_RETURN(const auto filled, invocation.Request());
  auto request = static_cast<const WatchEventsRequest&>(*filled);
  const std::string file = invocation.Get("cursor-file");
  if (!file.empty()) RETURN_IF_ERROR(TakeKeptCursor(file, &request));
  bool away = false;
  for (;;) {
    WatchEventsResponse page;
    const absl::Status status = invocation.transport.stream(request, &page, [&]() -> absl::Status {
      away = false;
      Print(invocation, page);
      if (page.cursor().empty()) return absl::OkStatus();
      request.set_cursor(page.cursor());
      request.clear_from_beginning();
      return file.empty() ? absl::OkStatus() : KeepCursor(file, page.cursor());
    });
    if (status.ok() && request.until_now()) return kExitOk;
    // A server that is away comes back, or another takes its place: nothing is lost meanwhile.
    if (!status.ok() && (!absl::IsUnavailable(status) || request.cursor().empty())) return status;
    if (!status.ok() && !away) {
      away = true;
      *invocation.err << RenderError(status, invocation) << std::flush;
    }
    if (!status.ok()) absl::SleepFor(kRetryAfter);
  }
}

}  // namespace cartera::cli
