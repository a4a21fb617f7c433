#include "libs/platform/pg/admin/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"

namespace cartera::pg {
namespace {

namespace fs = std::filesystem;

absl::Status SyncDirectory(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool ok = fd >= 0 && fsync(fd) == 0;
  const int error = errno;
  if (fd >= 0) close(fd);
  return ok ? absl::OkStatus() : FileError("write", path, error);
}

std::string ParentOf(const std::string& path) { return fs::path(path).parent_path().string(); }

}  // namespace

absl::Status FileError(absl::string_view what, absl::string_view path, int error) {
  return absl::FailedPreconditionError(
      absl::StrCat("Cannot ", what, " ", path, ": ", strerror(error), "."));
}

absl::Status WriteDurably(const std::string& path, absl::string_view text) {
  const std::string draft = absl::StrCat(path, ".draft");
  unlink(draft.c_str());
  const int fd = open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return FileError("write", path, errno);
  int error = 0;
  while (!text.empty() && error == 0) {
    const ssize_t wrote = write(fd, text.data(), text.size());
    if (wrote > 0) {
      text.remove_prefix(static_cast<size_t>(wrote));
    } else if (errno != EINTR) {
      error = errno;
    }
  }
  if (error == 0 && fsync(fd) != 0) error = errno;
  close(fd);
  if (error != 0) return FileError("write", path, error);
  return Rename(draft, path);
}

absl::StatusOr<std::string> ReadWhole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return FileError("read", path, errno);
  std::string text(std::istreambuf_iterator<char>(file), {});
  if (file.bad()) return FileError("read", path, errno);
  return text;
}

absl::Status MakeDirectories(const std::string& path, mode_t mode) {
  std::error_code error;
  if (fs::is_directory(path, error)) return absl::OkStatus();
  fs::create_directories(path, error);
  if (error) return FileError("make the directory", path, error.value());
  if (chmod(path.c_str(), mode) != 0) return FileError("make the directory", path, errno);
  return absl::OkStatus();
}

absl::Status CopyTree(const std::string& from, const std::string& to, const OsUser& owner) {
  std::error_code error;
  const auto give = [&](const std::string& path, mode_t mode) {
    const bool ok = chmod(path.c_str(), mode) == 0 &&
                    (geteuid() != 0 || chown(path.c_str(), owner.uid, owner.gid) == 0);
    return ok ? absl::OkStatus() : FileError("set the owner of", path, errno);
  };
  fs::create_directory(to, error);
  if (error) return FileError("make the directory", to, error.value());
  RETURN_IF_ERROR(give(to, 0700));
  for (fs::recursive_directory_iterator it(from, error), end; it != end && !error;
       it.increment(error)) {
    const std::string target = absl::StrCat(to, "/", it->path().lexically_relative(from).string());
    if (it->is_directory()) {
      fs::create_directory(target, error);
    } else if (it->is_regular_file()) {
      fs::copy_file(it->path(), target, error);
    } else {
      return absl::FailedPreconditionError(
          absl::StrCat(it->path().string(), " is neither a file nor a directory."));
    }
    if (error) return FileError("copy", it->path().string(), error.value());
    RETURN_IF_ERROR(give(target, it->is_directory() ? 0700 : 0600));
  }
  return error ? FileError("read", from, error.value()) : absl::OkStatus();
}

absl::Status SyncTree(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool ok = fd >= 0 && syncfs(fd) == 0;
  const int error = errno;
  if (fd >= 0) close(fd);
  return ok ? absl::OkStatus() : FileError("write", path, error);
}

absl::Status Rename(const std::string& from, const std::string& to) {
  if (rename(from.c_str(), to.c_str()) != 0) return FileError("write", to, errno);
  return SyncDirectory(ParentOf(to));
}

absl::Status RemoveTree(const std::string& path) {
  std::error_code error;
  fs::remove_all(path, error);
  return error ? FileError("remove", path, error.value()) : absl::OkStatus();
}

absl::StatusOr<OsUser> OwnerOf(const std::string& path) {
  struct stat found = {};
  if (stat(path.c_str(), &found) != 0) return FileError("read", path, errno);
  return OsUserByUid(found.st_uid);
}

absl::StatusOr<DiskSpace> SpaceAt(const std::string& path) {
  struct statvfs found = {};
  if (statvfs(path.c_str(), &found) != 0) return FileError("read the disk of", path, errno);
  const auto block = static_cast<int64_t>(found.f_frsize);
  return DiskSpace{static_cast<int64_t>(found.f_bavail) * block,
                   static_cast<int64_t>(found.f_blocks) * block};
}

int64_t FreeBytesWanted(const DiskSpace& space) {
  return std::max(space.total_bytes / 20, int64_t{1} << 30);
}

}  // namespace cartera::pg
