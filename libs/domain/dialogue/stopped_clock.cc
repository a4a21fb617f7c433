#include "libs/domain/dialogue/stopped_clock.h"

#include <algorithm>

namespace cartera::dialogue {

std::vector<Span> StoppedSpans(std::vector<Span> clarifications) {
  std::sort(clarifications.begin(), clarifications.end(),
            [](const Span& a, const Span& b) { return a.start_us < b.start_us; });
  std::vector<Span> spans;
  for (const Span& next : clarifications) {
    Span* last = spans.empty() ? nullptr : &spans.back();
    if (last == nullptr || (last->end_us.has_value() && *last->end_us < next.start_us)) {
      spans.push_back(next);
    } else if (last->end_us.has_value()) {
      last->end_us = next.end_us.has_value() ? std::max(last->end_us, next.end_us) : std::nullopt;
    }
  }
  return spans;
}

int64_t StoppedBetween(const std::vector<Span>& stopped, int64_t from_us, int64_t until_us) {
  int64_t total_us = 0;
  for (const Span& span : stopped) {
    const int64_t start_us = std::max(span.start_us, from_us);
    const int64_t end_us = std::min(span.end_us.value_or(until_us), until_us);
    total_us += std::max<int64_t>(end_us - start_us, 0);
  }
  return total_us;
}

}  // namespace cartera::dialogue
