#ifndef CARTERA_TESTS_FUZZ_FUZZ_H_
#define CARTERA_TESTS_FUZZ_FUZZ_H_

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "absl/strings/string_view.h"

// What a fuzz target defines: reads `data` as the code under test would and aborts when a property
// does not hold. libFuzzer calls it, and so does smoke_main.cc.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace cartera::fuzz {

inline absl::string_view Text(const uint8_t* data, size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// Ends the program, which keeps the input, when a property does not hold.
inline void Require(bool holds, const char* property) {
  if (!holds) {
    std::fprintf(stderr, "does not hold: %s\n", property);
    std::abort();
  }
}

// Takes what stands before the first line break off `text`.
inline absl::string_view TakeLine(absl::string_view* text) {
  const size_t end = text->find('\n');
  const absl::string_view line = text->substr(0, end);
  text->remove_prefix(end == absl::string_view::npos ? text->size() : end + 1);
  return line;
}

}  // namespace cartera::fuzz

#endif  // CARTERA_TESTS_FUZZ_FUZZ_H_
