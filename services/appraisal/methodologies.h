#ifndef CARTERA_SERVICES_APPRAISAL_METHODOLOGIES_H_
#define CARTERA_SERVICES_APPRAISAL_METHODOLOGIES_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "cartera/appraisal/v1/evaluation.pb.h"
#include "libs/base/embedded_file.h"
#include "libs/base/mutex.h"
#include "libs/domain/methodology/methodology.h"
#include "libs/domain/methodology/parse.h"
#include "services/appraisal/records.h"

namespace cartera::appraisal {

// A published methodology version: what it says, and the bytes it is pinned by.
struct Methodology {
  MethodologyId id;
  methodology::Methodology rules;
  std::string definition;       // canonical form 1
  std::string definition_hash;  // 32 bytes
};

// What a definition says. Errors: INVALID_ARGUMENT when it is no JSON.
struct ReadDefinition {
  std::string definition;  // canonical form 1
  MethodologyId id;        // as far as it can be read
  std::vector<methodology::Fault> faults;
  methodology::Methodology rules;  // of use when there are no faults
};
absl::StatusOr<ReadDefinition> ReadMethodology(absl::string_view text);

// The methodology versions that this process has read so far; none ever goes or changes. Safe for
// many threads.
class Methodologies {
 public:
  // Reads packs (libs/domain/methodology/packs.h). Errors: INVALID_ARGUMENT naming the file and
  // every fault, also for what the engine cannot do.
  static absl::StatusOr<Methodologies> Load(absl::Span<const EmbeddedFile> packs);

  // One more, by the same rules. Errors: also INVALID_ARGUMENT for a version that is there.
  absl::Status Add(const EmbeddedFile& file);

  // nullptr when there is none; else it lives as long as this.
  const Methodology* Find(const MethodologyId& id) const;
  // By methodology, then version.
  std::vector<const Methodology*> All() const;

 private:
  // Apart, so that it can be moved while nobody shares it.
  struct Shared {
    Mutex mutex;
    std::vector<std::unique_ptr<const Methodology>> all ABSL_GUARDED_BY(mutex);
  };
  std::unique_ptr<Shared> shared_ = std::make_unique<Shared>();
};

v1::MethodologyVersion ToProto(const Methodology& methodology, bool with_definition);

}  // namespace cartera::appraisal

#endif  // CARTERA_SERVICES_APPRAISAL_METHODOLOGIES_H_
