#include "cartera/appraisal/v1/case.pb.h"
#include "google/protobuf/util/message_differencer.h"
#include "tests/fuzz/fuzz.h"
#include "tools/cartera/yaml_reader.h"
#include "tools/cartera/yaml_writer.h"

// A case file without faults, written and read again, is the same case; every fault has a place.
int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using cartera::appraisal::v1::CaseContent;
  using cartera::fuzz::Require;
  CaseContent content;
  const auto faults = cartera::cli::ReadYamlFaults(cartera::fuzz::Text(data, size), &content);
  for (const auto& fault : faults) {
    Require(fault.line >= 1 && fault.column >= 1, "a fault has a line and a column");
    Require(!fault.message.empty(), "a fault says what is wrong");
  }
  if (!faults.empty()) return 0;
  CaseContent again;
  Require(cartera::cli::ReadYamlFaults(cartera::cli::WriteYaml(content), &again).empty(),
          "what was written can be read");
  Require(google::protobuf::util::MessageDifferencer::Equals(content, again),
          "written and read again it is the same case");
  return 0;
}
