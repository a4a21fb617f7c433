#ifndef CARTERA_LIBS_DOMAIN_DIALOGUE_STOPPED_CLOCK_H_
#define CARTERA_LIBS_DOMAIN_DIALOGUE_STOPPED_CLOCK_H_

#include <cstdint>
#include <optional>
#include <vector>

namespace cartera::dialogue {

// From `start_us` to `end_us`, microseconds of Unix time; without an end it goes on.
struct Span {
  int64_t start_us = 0;
  std::optional<int64_t> end_us;
  friend bool operator==(const Span&, const Span&) = default;
};

// When the clock stood still, given when each clarification was open: in order of time, and no two
// overlap or touch. Two questions open at once stop the clock once.
std::vector<Span> StoppedSpans(std::vector<Span> clarifications);

// How much of [from_us, until_us) the clock stood still. `stopped` is what StoppedSpans gives.
int64_t StoppedBetween(const std::vector<Span>& stopped, int64_t from_us, int64_t until_us);

}  // namespace cartera::dialogue

#endif  // CARTERA_LIBS_DOMAIN_DIALOGUE_STOPPED_CLOCK_H_
