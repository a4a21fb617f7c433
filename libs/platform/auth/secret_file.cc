#include "libs/platform/auth/secret_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/platform/auth/entropy.h"

namespace cartera::auth {
namespace {

constexpr off_t kBytesMax = 64 * 1024;

absl::Status Failure(absl::string_view what, absl::string_view path) {
  return absl::UnavailableError(absl::StrCat("cannot ", what, " ", path, ": ", strerror(errno)));
}

// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) {
      close(fd_);
    }
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  const int fd_;
};

absl::Status WriteNewFile(const std::string& path, absl::string_view content) {
  const Descriptor fd(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (fd.get() < 0) {
    return Failure("create", path);
  }
  while (!content.empty()) {
    const ssize_t written = write(fd.get(), content.data(), content.size());
    if (written < 0 && errno != EINTR) {
      return Failure("write", path);
    }
    content.remove_prefix(written > 0 ? static_cast<size_t>(written) : 0);
  }
  return fsync(fd.get()) == 0 ? absl::OkStatus() : Failure("write", path);
}

absl::Status SyncFolderOf(absl::string_view path) {
  const size_t slash = path.rfind('/');
  const std::string folder =
      slash == absl::string_view::npos ? "." : std::string(path.substr(0, slash + 1));
  const Descriptor fd(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return fd.get() >= 0 && fsync(fd.get()) == 0 ? absl::OkStatus() : Failure("sync", folder);
}

}  // namespace

absl::StatusOr<bool> CreateSecretFile(absl::string_view path, absl::string_view content) {
  const std::string target(path);
  const std::string draft = absl::StrCat(path, ".new-", absl::BytesToHexString(RandomBytes(8)));
  const absl::Status written = WriteNewFile(draft, content);
  if (!written.ok()) {
    unlink(draft.c_str());
    return written;
  }
  // link() fails when the name exists, so the first of several processes wins.
  const int linked = link(draft.c_str(), target.c_str());
  const int link_errno = errno;
  unlink(draft.c_str());
  if (linked != 0) {
    errno = link_errno;
    if (link_errno == EEXIST) {
      return false;
    }
    return Failure("create", target);
  }
  RETURN_IF_ERROR(SyncFolderOf(path));
  return true;
}

absl::StatusOr<std::string> ReadSecretFile(absl::string_view path) {
  const std::string name(path);
  const Descriptor fd(open(name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
  if (fd.get() < 0) {
    if (errno == ENOENT) {
      return absl::NotFoundError(absl::StrCat("no file ", path));
    }
    return Failure("open", path);
  }
  struct stat info {};
  if (fstat(fd.get(), &info) != 0) {
    return Failure("inspect", path);
  }
  if (!S_ISREG(info.st_mode) || (info.st_mode & 077) != 0 || info.st_size > kBytesMax) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, " must be a small file that only its owner can read (chmod 600)"));
  }
  std::string content(static_cast<size_t>(info.st_size), '\0');
  size_t length = 0;
  while (length < content.size()) {
    const ssize_t got = read(fd.get(), content.data() + length, content.size() - length);
    if (got == 0 || (got < 0 && errno != EINTR)) {
      return Failure("read", path);
    }
    length += got > 0 ? static_cast<size_t>(got) : 0;
  }
  return content;
}

absl::StatusOr<std::string> LoadOrCreateSecretFile(
    absl::string_view path, absl::FunctionRef<absl::StatusOr<std::string>()> make) {
  absl::StatusOr<std::string> content = ReadSecretFile(path);
  if (!absl::IsNotFound(content.status())) {
    return content;
  }
  ASSIGN_OR_RETURN(const std::string fresh, make());
  RETURN_IF_ERROR(CreateSecretFile(path, fresh).status());
  return ReadSecretFile(path);
}

}  // namespace cartera::auth
