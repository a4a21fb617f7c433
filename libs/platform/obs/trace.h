#ifndef CARTERA_LIBS_PLATFORM_OBS_TRACE_H_
#define CARTERA_LIBS_PLATFORM_OBS_TRACE_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"

namespace cartera::obs {

// A source of 128 random bits, e.g. auth::Random128.
using RandomSource = absl::FunctionRef<std::array<uint8_t, 16>()>;

// A W3C trace context (https://www.w3.org/TR/trace-context/): ids are never all zero.
struct TraceContext {
  std::array<uint8_t, 16> trace_id{};
  std::array<uint8_t, 8> span_id{};
  uint8_t flags = 0;  // bit 0: sampled

  std::string TraceIdHex() const;
  std::string SpanIdHex() const;
};

// Parses `00-<32 hex>-<16 hex>-<2 hex>`, lower case only; a later version may have more parts.
// nullopt when malformed.
std::optional<TraceContext> ParseTraceparent(absl::string_view header);

// Always version 00.
std::string FormatTraceparent(const TraceContext& context);

TraceContext NewTrace(RandomSource random);

// The same trace and flags (sampled bit only) with a new span id.
TraceContext ChildSpan(const TraceContext& parent, RandomSource random);

// A child of the caller's span, or a new trace when `header` is empty or malformed.
TraceContext ContinueTrace(absl::string_view header, RandomSource random);

// The caller's id when it is 1-64 characters of [A-Za-z0-9._-], else 32 random hex digits.
// Names a call in logs; not the `request_id` field that makes a write happen once.
std::string RequestIdOrNew(absl::string_view header, RandomSource random);

}  // namespace cartera::obs

#endif  // CARTERA_LIBS_PLATFORM_OBS_TRACE_H_
