#include "libs/platform/tls/identity.h"

#include <sys/stat.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "libs/base/status_macros.h"
#include "libs/platform/obs/log.h"

namespace cartera::tls {
namespace {

// Another text when one of the files was replaced, written to or given other rights.
std::string LookAt(const Files& files) {
  std::string look;
  for (const std::string* path : {&files.certificate, &files.key, &files.authorities}) {
    struct stat found = {};
    if (path->empty() || stat(path->c_str(), &found) != 0) {
      absl::StrAppend(&look, "-;");
    } else {
      absl::StrAppend(&look, found.st_dev, " ", found.st_ino, " ", found.st_size, " ",
                      found.st_mode, " ", found.st_mtim.tv_sec, " ", found.st_mtim.tv_nsec, ";");
    }
  }
  return look;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Identity>> Identity::Create(Files files) {
  std::unique_ptr<Identity> identity(new Identity(std::move(files)));
  // The look is taken first: a change while reading shows as another look later.
  std::string look = LookAt(identity->files_);
  ASSIGN_OR_RETURN(Material material, Load(identity->files_, absl::Now()));
  const MutexLock lock(&identity->mutex_);
  identity->seen_ = std::move(look);
  identity->material_ = std::make_shared<const Material>(std::move(material));
  return identity;
}

std::shared_ptr<const Material> Identity::Current() {
  const MutexLock lock(&mutex_);
  std::string look = LookAt(files_);
  if (look == seen_) return material_;
  seen_ = std::move(look);
  absl::StatusOr<Material> material = Load(files_, absl::Now());
  if (material.ok()) {
    material_ = std::make_shared<const Material>(*std::move(material));
    obs::Log(obs::Severity::kInfo, "the new TLS certificate is in use",
             {{"certificate", files_.certificate},
              {"ends", absl::FormatTime(absl::RFC3339_sec, material_->ends, absl::UTCTimeZone())}});
  } else {
    obs::Log(obs::Severity::kWarning, "the new TLS files cannot be used; the old ones stay",
             {{"cause", std::string(material.status().message())}});
  }
  return material_;
}

}  // namespace cartera::tls
