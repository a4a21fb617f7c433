#ifndef CARTERA_SERVICES_APPRAISAL_METHODOLOGIES_H_
#define CARTERA_SERVICES_APPRAISAL_METHODOLOGIES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "cartera/appraisal/v1/evaluation.pb.h"
#include "libs/base/embedded_file.h"
#include "libs/domain/methodology/methodology.h"
#include "services/appraisal/records.h"

namespace cartera::appraisal {

// A published methodology version: what it says, and the bytes it is pinned by.
struct Methodology {
  MethodologyId id;
  methodology::Methodology rules;
  std::string definition;       // canonical form 1
  std::string definition_hash;  // 32 bytes
};

// The methodology versions of this installation; they never change while it runs.
class Methodologies {
 public:
  // Reads packs (libs/domain/methodology/packs.h). Errors: INVALID_ARGUMENT naming the file and
  // every fault, also for what the engine cannot do.
  static absl::StatusOr<Methodologies> Load(absl::Span<const EmbeddedFile> packs);

  // One more, by the same rules.
  absl::Status Add(const EmbeddedFile& file);

  // nullptr when there is none.
  const Methodology* Find(const MethodologyId& id) const;
  // By methodology, then version.
  absl::Span<const Methodology> All() const { return all_; }

 private:
  std::vector<Methodology> all_;
};

v1::MethodologyVersion ToProto(const Methodology& methodology, bool with_definition);

}  // namespace cartera::appraisal

#endif  // CARTERA_SERVICES_APPRAISAL_METHODOLOGIES_H_
