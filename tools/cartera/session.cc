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
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "libs/base/status_macros.h"
#include "libs/platform/rpc/client.h"
#include "libs/platform/rpc/credentials.h"

namespace cartera::cli {
namespace {

constexpr size_t kFileBytesMax = 64 * 1024 * 1024;

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

absl::Status CheckAddress(const Address& address) {
  const tls::Files& files = address.tls;
  if (files.certificate.empty() != files.key.empty()) {
    return absl::InvalidArgumentError("--tls-certificate and --tls-key go together");
  }
  if (files.authorities.empty() && !files.certificate.empty()) {
    return absl::InvalidArgumentError("--tls-certificate needs --tls-ca: who signs the server's");
  }
  for (const absl::string_view one : absl::StrSplit(address.server, ',')) {
    // "registry=10.1.2.3:7401", one for each service, or the only one.
    const std::pair<std::string, std::string> parts = absl::StrSplit(one, absl::MaxSplits('=', 1));
    const std::string& where = parts.second.empty() ? parts.first : parts.second;
    if (rpc::StaysHere(where) || !files.authorities.empty() || address.insecure) continue;
    return absl::InvalidArgumentError(absl::StrCat(
        "--server: ", where, " is another machine, and without TLS whoever stands ",
        "between takes your token. Give --tls-ca, or --insecure when something else ", "encrypts"));
  }
  if (files.authorities.empty()) return absl::OkStatus();
  const absl::Status usable = tls::Load(files, absl::Now()).status();
  return usable.ok() ? usable : absl::InvalidArgumentError(usable.message());
}

}  // namespace

Transport ConnectTo(const Address& address, absl::Duration timeout) {
  if (const absl::Status status = CheckAddress(address); !status.ok()) {
    return {[status](const auto&, auto*) { return status; },
            [status](const auto&, auto*, const auto&) { return status; }};
  }
  const rpc::Client client = rpc::Client::Dial(address.server, address.tls);
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
