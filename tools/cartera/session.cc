#include "tools/cartera/session.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/platform/rpc/client.h"

namespace cartera::cli {
namespace {

constexpr size_t kFileBytesMax = 64 * 1024 * 1024;

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

Transport ConnectTo(const std::string& server, absl::Duration timeout) {
  const rpc::Client client = rpc::Client::Dial(server);
  const auto options = [timeout] {
    rpc::CallOptions out;
    const std::string token = ReadToken();
    if (!token.empty()) out.authorization = absl::StrCat("Bearer ", token);
    out.timeout = timeout;
    return out;
  };
  Transport transport;
  transport.call = [client, options](const google::protobuf::Message& request,
                                     google::protobuf::Message* response) {
    return client.Call(request, response, options());
  };
  transport.stream = [client, options](const google::protobuf::Message& request,
                                       google::protobuf::Message* response,
                                       const std::function<absl::Status()>& page) {
    return client.Stream(request, response, options(), page);
  };
  return transport;
}

std::string TokenPath() {
  if (std::string path = Environment("CARTERA_TOKEN_FILE"); !path.empty()) return path;
  std::string config = Environment("XDG_CONFIG_HOME");
  if (config.empty()) config = absl::StrCat(Environment("HOME"), "/.config");
  return absl::StrCat(config, "/cartera/token");
}

std::string ReadToken() {
  std::string token = Environment("CARTERA_TOKEN");
  if (token.empty()) {
    std::ifstream file(TokenPath());
    std::getline(file, token);
  }
  return std::string(absl::StripAsciiWhitespace(token));
}

absl::Status StoreToken(const std::string& token) {
  const std::string path = TokenPath();
  const std::filesystem::path parent = std::filesystem::path(path).parent_path();
  std::error_code failed;
  if (!parent.empty()) std::filesystem::create_directories(parent, failed);
  // Written beside and renamed, so that a reader never sees half a token, nor a wider mode.
  const std::string beside = absl::StrCat(path, ".", getpid());
  const int file = open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) {
    return absl::PermissionDeniedError(
        absl::StrCat("cannot write ", path, ": ", std::strerror(errno)));
  }
  const std::string line = token + "\n";
  const bool written = write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size());
  close(file);
  if (!written || rename(beside.c_str(), path.c_str()) != 0) {
    unlink(beside.c_str());
    return absl::PermissionDeniedError(absl::StrCat("cannot write ", path));
  }
  return absl::OkStatus();
}

absl::Status RemoveToken() {
  std::error_code failed;
  std::filesystem::remove(TokenPath(), failed);
  if (failed) return absl::PermissionDeniedError(absl::StrCat("cannot remove ", TokenPath()));
  return absl::OkStatus();
}

absl::Status ReadFile(const std::string& path, std::string* text) {
  std::ifstream file;
  if (path != "-") {
    if (std::filesystem::is_directory(path)) {
      return absl::InvalidArgumentError(absl::StrCat(path, " is a directory"));
    }
    file.open(path, std::ios::binary);
    if (!file) {
      return absl::InvalidArgumentError(
          absl::StrCat("cannot read ", path, ": ", std::strerror(errno)));
    }
  }
  std::istream& in = path == "-" ? std::cin : file;
  text->clear();
  std::string block(1 << 16, '\0');
  while (in.read(block.data(), static_cast<std::streamsize>(block.size())) || in.gcount() > 0) {
    text->append(block, 0, static_cast<size_t>(in.gcount()));
    if (text->size() > kFileBytesMax) {
      return absl::InvalidArgumentError(absl::StrCat(path, " is larger than 64 MiB"));
    }
  }
  return absl::OkStatus();
}

}  // namespace cartera::cli
