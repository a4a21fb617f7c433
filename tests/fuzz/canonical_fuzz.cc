#include "libs/domain/canonical/diff.h"
#include "libs/domain/canonical/form.h"
#include "tests/fuzz/fuzz.h"

// What is accepted is written back byte for byte, so that a hash has one text.
int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using cartera::fuzz::Require;
  const absl::string_view bytes = cartera::fuzz::Text(data, size);
  const auto value = cartera::canonical::Parse(bytes);
  if (!value.ok()) return 0;
  Require(cartera::canonical::Write(*value) == bytes, "Write(Parse(x)) == x");
  Require(cartera::canonical::Check(*value).ok(), "Check accepts what Parse does");
  Require(cartera::canonical::Diff(*value, *value).empty(), "a value equals itself");
  return 0;
}
