#ifndef CARTERA_LIBS_PLATFORM_TLS_IDENTITY_H_
#define CARTERA_LIBS_PLATFORM_TLS_IDENTITY_H_

#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "libs/base/mutex.h"
#include "libs/platform/tls/certificate.h"

namespace cartera::tls {

// What a server shows and whom it trusts, read anew when a file is replaced. What cannot be used
// is logged and not taken: half a replacement, or a wrong one, ends nothing. Thread-safe.
class Identity {
 public:
  // Errors: those of Load.
  static absl::StatusOr<std::unique_ptr<Identity>> Create(Files files);

  // Looks at the files, and gives the newest that could be used. Another pointer: another content.
  std::shared_ptr<const Material> Current();
  const Files& files() const { return files_; }

 private:
  explicit Identity(Files files) : files_(std::move(files)) {}

  const Files files_;
  Mutex mutex_;
  std::string seen_ ABSL_GUARDED_BY(mutex_);  // how the files looked when they were read last
  std::shared_ptr<const Material> material_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cartera::tls

#endif  // CARTERA_LIBS_PLATFORM_TLS_IDENTITY_H_
