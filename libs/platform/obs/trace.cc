#include "libs/platform/obs/trace.h"

#include <algorithm>
#include <cstring>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace cartera::obs {
namespace {

constexpr uint8_t kSampled = 1;

template <size_t N>
std::string ToHex(const std::array<uint8_t, N>& bytes) {
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// `hex` has 2 N digits. False on a character that is not lower-case hex.
template <size_t N>
bool FromHex(absl::string_view hex, std::array<uint8_t, N>& bytes) {
  for (size_t i = 0; i < N; ++i) {
    const int high = HexDigit(hex[2 * i]);
    const int low = HexDigit(hex[2 * i + 1]);
    if (high < 0 || low < 0) {
      return false;
    }
    bytes[i] = static_cast<uint8_t>(high * 16 + low);
  }
  return true;
}

template <size_t N>
bool IsZero(const std::array<uint8_t, N>& bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](uint8_t byte) { return byte == 0; });
}

std::array<uint8_t, 8> NewSpanId(RandomSource random) {
  std::array<uint8_t, 8> id;
  std::memcpy(id.data(), random().data(), id.size());
  if (IsZero(id)) {
    id.back() = 1;  // all zero means "no span"
  }
  return id;
}

}  // namespace

std::string TraceContext::TraceIdHex() const { return ToHex(trace_id); }
std::string TraceContext::SpanIdHex() const { return ToHex(span_id); }

std::optional<TraceContext> ParseTraceparent(absl::string_view header) {
  // version "-" trace-id "-" parent-id "-" flags = 2 + 1 + 32 + 1 + 16 + 1 + 2
  constexpr size_t kLength = 55;
  if (header.size() < kLength || header[2] != '-' || header[35] != '-' || header[52] != '-') {
    return std::nullopt;
  }
  std::array<uint8_t, 1> version;
  std::array<uint8_t, 1> flags;
  TraceContext context;
  if (!FromHex(header.substr(0, 2), version) || !FromHex(header.substr(3, 32), context.trace_id) ||
      !FromHex(header.substr(36, 16), context.span_id) || !FromHex(header.substr(53, 2), flags)) {
    return std::nullopt;
  }
  if (version[0] == 0xFF || IsZero(context.trace_id) || IsZero(context.span_id)) {
    return std::nullopt;
  }
  if (header.size() > kLength && (version[0] == 0 || header[kLength] != '-')) {
    return std::nullopt;
  }
  context.flags = flags[0];
  return context;
}

std::string FormatTraceparent(const TraceContext& context) {
  return absl::StrCat("00-", context.TraceIdHex(), "-", context.SpanIdHex(), "-",
                      absl::Hex(context.flags, absl::kZeroPad2));
}

TraceContext NewTrace(RandomSource random) {
  TraceContext context;
  context.trace_id = random();
  if (IsZero(context.trace_id)) {
    context.trace_id.back() = 1;
  }
  context.span_id = NewSpanId(random);
  return context;
}

TraceContext ChildSpan(const TraceContext& parent, RandomSource random) {
  TraceContext child = parent;
  child.span_id = NewSpanId(random);
  child.flags = parent.flags & kSampled;
  return child;
}

TraceContext ContinueTrace(absl::string_view header, RandomSource random) {
  const std::optional<TraceContext> parent = ParseTraceparent(header);
  return parent.has_value() ? ChildSpan(*parent, random) : NewTrace(random);
}

std::string RequestIdOrNew(absl::string_view header, RandomSource random) {
  const auto allowed = [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '_' || c == '-';
  };
  if (!header.empty() && header.size() <= 64 &&
      std::all_of(header.begin(), header.end(), allowed)) {
    return std::string(header);
  }
  return ToHex(random());
}

}  // namespace cartera::obs
