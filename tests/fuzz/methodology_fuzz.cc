#include "libs/domain/canonical/form.h"
#include "libs/domain/methodology/json_reader.h"
#include "libs/domain/methodology/parse.h"
#include "tests/fuzz/fuzz.h"

// JSON that is accepted is the same value in canonical form; whatever it says, a methodology or
// faults come out.
int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using cartera::fuzz::Require;
  namespace methodology = cartera::methodology;
  const auto value = methodology::ReadJson(cartera::fuzz::Text(data, size));
  if (!value.ok()) return 0;
  const std::string bytes = cartera::canonical::Write(*value);
  const auto strict = cartera::canonical::Parse(bytes);
  Require(strict.ok() && *strict == *value, "the canonical form of what was read is the same");
  const auto free = methodology::ReadJson(bytes);
  Require(free.ok() && *free == *value, "the canonical form is JSON");
  const auto result = methodology::Parse(*value);
  Require(result.ok() == methodology::FormatFaults(result.faults).empty(), "faults have a text");
  return 0;
}
