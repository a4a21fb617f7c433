#include "libs/domain/methodology/parse.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/domain/methodology/json_reader.h"
#include "libs/domain/methodology/object_reader.h"
#include "libs/domain/methodology/readers.h"
#include "libs/domain/methodology/validate.h"

namespace cartera::methodology {
namespace {

using canonical::Value;

// Members of a file that version 1 of the engine does not know.
constexpr absl::string_view kOfEngine2[] = {
    "tiers",     "stages",       "thresholds",   "price_series",    "tax_financing",
    "frames",    "risk_profile", "value_bands",  "unit_values",     "optimism_biases",
    "weighting", "requirements", "distribution", "floors",          "hints",
    "labels",    "grants",       "gain_sharing", "refusal_grounds", "lights"};

void ReadHeader(ObjectReader& reader, Methodology& methodology) {
  methodology.id = reader.String("id");
  methodology.version = reader.String("version");
  methodology.title = ReadText(reader.Object("title"));
  ObjectReader sources = reader.Object("sources");
  for (const Value::Member& member : sources.members()) {
    methodology.sources[member.key] = sources.String(member.key);
  }
  methodology.notes = reader.OptionalStrings("notes");
  methodology.engine = reader.OptionalInt("engine", 1, kEngineMax, 1);
  methodology.authority = reader.OptionalString("authority");
  methodology.valid_from = reader.OptionalString("valid_from");
}

}  // namespace

ParseResult Parse(const Value& value) {
  ParseResult result;
  Methodology& methodology = result.methodology;
  ObjectReader reader(&value, "", &result.faults);
  ReadHeader(reader, methodology);
  ReadScoring(reader, methodology);
  ReadMoneyRules(reader, methodology);
  ReadRisk(reader, methodology);
  ReadForm(reader, methodology);
  for (absl::string_view member : kOfEngine2) {
    if (methodology.engine == 1 && reader.Has(member)) reader.Fault(member, "needs \"engine\": 2");
  }
  reader.RefuseOthers();
  // What a value means is only worth saying once every value is there.
  if (result.faults.empty()) result.faults = Validate(methodology);
  if (!result.faults.empty()) result.methodology = Methodology();
  return result;
}

absl::StatusOr<Methodology> ParseText(absl::string_view json) {
  ASSIGN_OR_RETURN(Value value, ReadJson(json));
  ParseResult result = Parse(value);
  if (!result.ok()) return absl::InvalidArgumentError(FormatFaults(result.faults));
  return std::move(result.methodology);
}

std::string FormatFaults(const std::vector<Fault>& faults) {
  std::string text;
  for (const Fault& fault : faults) {
    absl::StrAppend(&text, text.empty() ? "" : "\n", fault.path, ": ", fault.message);
  }
  return text;
}

}  // namespace cartera::methodology
