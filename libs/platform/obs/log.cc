#include "libs/platform/obs/log.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cmath>
#include <cstring>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"

namespace cartera::obs {
namespace {

constexpr size_t kTextBytesMax = 4096;

// Written once by StartLog, before other threads log; `started` publishes it.
struct State {
  std::atomic<bool> started{false};
  std::atomic<bool> claimed{false};
  std::string service = "-";
  Severity level = Severity::kInfo;
  int fd = STDERR_FILENO;
};

State& GlobalState() {
  static State& state = *new State;  // never destroyed: threads may log during exit
  return state;
}

const char* SeverityName(Severity severity) {
  switch (severity) {
    case Severity::kDebug:
      return "DEBUG";
    case Severity::kInfo:
      return "INFO";
    case Severity::kWarning:
      return "WARNING";
    case Severity::kError:
      return "ERROR";
  }
  return "ERROR";
}

bool IsSecret(absl::string_view key) {
  for (absl::string_view word : {"authorization", "token", "password", "secret"}) {
    if (absl::EndsWithIgnoreCase(key, word)) {
      const size_t rest = key.size() - word.size();
      if (rest == 0 || key[rest - 1] == '_' || key[rest - 1] == '-') {
        return true;
      }
    }
  }
  return false;
}

bool IsReserved(absl::string_view key) { return key == "ts" || key == "sev" || key == "msg"; }

// Length of the well-formed UTF-8 sequence at the start of `text`, 0 when there is none
// (Unicode 15, table 3-7: no overlong forms, no surrogates, nothing above U+10FFFF).
size_t Utf8SequenceLength(absl::string_view text) {
  const auto byte = [&](size_t i) -> unsigned {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
  };
  const auto is_tail = [&](size_t i) { return (byte(i) & 0xC0) == 0x80; };
  const unsigned b0 = byte(0);
  const unsigned b1 = byte(1);
  if (b0 < 0x80) {
    return 1;
  }
  if (b0 >= 0xC2 && b0 <= 0xDF) {
    return is_tail(1) ? 2 : 0;
  }
  if (b0 >= 0xE0 && b0 <= 0xEF) {
    const bool second = is_tail(1) && (b0 != 0xE0 || b1 >= 0xA0) && (b0 != 0xED || b1 <= 0x9F);
    return second && is_tail(2) ? 3 : 0;
  }
  if (b0 >= 0xF0 && b0 <= 0xF4) {
    const bool second = is_tail(1) && (b0 != 0xF0 || b1 >= 0x90) && (b0 != 0xF4 || b1 <= 0x8F);
    return second && is_tail(2) && is_tail(3) ? 4 : 0;
  }
  return 0;
}

void AppendEscapedAscii(char c, std::string& out) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  // DEL too: a terminal that shows the log must not be steered by it.
  if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
    absl::StrAppendFormat(&out, "\\u%04x", static_cast<unsigned>(c));
  } else {
    out.push_back(c);
  }
}

void AppendJsonText(absl::string_view text, std::string& out) {
  const bool cut = text.size() > kTextBytesMax;
  out.push_back('"');
  size_t at = 0;
  while (at < text.size() && at < kTextBytesMax) {
    const size_t length = Utf8SequenceLength(text.substr(at));
    if (length == 0) {
      out += "\xEF\xBF\xBD";
      ++at;
    } else if (length == 1) {
      AppendEscapedAscii(text[at++], out);
    } else if (length == 2 && text[at] == '\xC2' &&
               static_cast<unsigned char>(text[at + 1]) < 0xA0) {
      absl::StrAppendFormat(&out, "\\u%04x", static_cast<unsigned char>(text[at + 1]));
      at += 2;  // C1 controls, for the same reason as DEL
    } else {
      out.append(text.data() + at, length);
      at += length;
    }
  }
  out += cut ? "...\"" : "\"";
}

struct ValueWriter {
  std::string& out;
  void operator()(bool value) const { out += value ? "true" : "false"; }
  void operator()(int64_t value) const { absl::StrAppend(&out, value); }
  void operator()(uint64_t value) const { absl::StrAppend(&out, value); }
  void operator()(double value) const {
    // JSON has no NaN or infinity.
    if (std::isfinite(value)) {
      absl::StrAppendFormat(&out, "%.12g", value);
    } else {
      absl::StrAppend(&out, "\"",
                      std::isnan(value) ? "NaN" : (value > 0 ? "Infinity" : "-Infinity"), "\"");
    }
  }
  void operator()(absl::string_view value) const { AppendJsonText(value, out); }
};

void AppendField(const Field& field, std::string& out) {
  out.push_back(',');
  AppendJsonText(IsReserved(field.key) ? absl::StrCat(field.key, "_") : std::string(field.key),
                 out);
  out.push_back(':');
  if (IsSecret(field.key)) {
    out += "\"[redacted]\"";
  } else {
    std::visit(ValueWriter{out}, field.value.value());
  }
}

}  // namespace

std::string FormatLogLine(absl::Time time, Severity severity, absl::string_view service,
                          absl::string_view msg, std::initializer_list<Field> fields) {
  for (const Field& field : fields) {
    const auto* text = std::get_if<absl::string_view>(&field.value.value());
    if (field.key == "svc" && text != nullptr) {
      service = *text;
    }
  }
  std::string out;
  out.reserve(256);
  absl::StrAppend(&out, "{\"ts\":\"",
                  absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", time, absl::UTCTimeZone()),
                  "\",\"sev\":\"", SeverityName(severity), "\",\"svc\":");
  AppendJsonText(service, out);
  out += ",\"msg\":";
  AppendJsonText(msg, out);
  for (const Field& field : fields) {
    if (field.key != "svc") {
      AppendField(field, out);
    }
  }
  out += "}\n";
  return out;
}

absl::Status StartLog(const LogOptions& options) {
  State& state = GlobalState();
  int fd = STDERR_FILENO;
  if (!options.path.empty()) {
    fd = open(options.path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
    if (fd < 0) {
      return absl::UnavailableError(
          absl::StrCat("cannot open the log file ", options.path, ": ", std::strerror(errno)));
    }
  }
  if (state.claimed.exchange(true)) {
    if (fd != STDERR_FILENO) {
      close(fd);
    }
    return absl::FailedPreconditionError("the log was started before");
  }
  state.service = options.service;
  state.level = options.level;
  state.fd = fd;
  state.started.store(true, std::memory_order_release);
  return absl::OkStatus();
}

void Log(Severity severity, absl::string_view msg, std::initializer_list<Field> fields) noexcept {
  const State& state = GlobalState();
  const bool started = state.started.load(std::memory_order_acquire);
  if (severity < (started ? state.level : Severity::kInfo)) {
    return;
  }
  const std::string line =
      FormatLogLine(absl::Now(), severity, started ? state.service : "-", msg, fields);
  const int saved_errno = errno;
  while (write(started ? state.fd : STDERR_FILENO, line.data(), line.size()) < 0 &&
         errno == EINTR) {
  }
  errno = saved_errno;
}

}  // namespace cartera::obs
