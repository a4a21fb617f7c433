#ifndef CARTERA_SERVICES_APPRAISAL_METHODOLOGY_FILES_H_
#define CARTERA_SERVICES_APPRAISAL_METHODOLOGY_FILES_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/appraisal/methodologies.h"

namespace cartera::appraisal {

inline constexpr char kMethodologiesDir[] = "methodologies";  // in the data directory
inline constexpr size_t kMethodologyBytesMax = 1'000'000;
inline constexpr size_t kMethodologyFilesMax = 100;

// The methodologies that ship and those of the installation: every *.json file in
// <data_dir>/methodologies, where there is such a directory. Errors: INVALID_ARGUMENT naming the
// file, for one that cannot be read, is too large or faulty, or has the version of another.
absl::StatusOr<Methodologies> LoadMethodologies(const std::string& data_dir);

}  // namespace cartera::appraisal

#endif  // CARTERA_SERVICES_APPRAISAL_METHODOLOGY_FILES_H_
