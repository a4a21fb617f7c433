#include "libs/platform/pg/testing/fault_proxy.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace cartera::pg {
namespace {

constexpr char kSocketName[] = "/.s.PGSQL.5432";

sockaddr_un AddressOf(const std::string& dir) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::snprintf(address.sun_path, sizeof address.sun_path, "%s%s", dir.c_str(), kSocketName);
  return address;
}

void SendAll(int socket, absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) {
      return;
    }
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
}

}  // namespace

FaultProxy::FaultProxy(const std::string& server_socket_dir, absl::string_view trigger, Cut cut)
    : server_dir_(server_socket_dir), trigger_(trigger), cut_(cut) {
  char dir[] = "/tmp/cartera-proxy.XXXXXX";
  dir_ = mkdtemp(dir);
  listener_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_un address = AddressOf(dir_);
  if (bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      listen(listener_, 16) != 0) {
    std::abort();
  }
  acceptor_ = std::thread([this] { Accept(); });
}

FaultProxy::~FaultProxy() {
  stop_ = true;
  acceptor_.join();
  for (std::thread& server : servers_) {
    server.join();
  }
  close(listener_);
  unlink((dir_ + kSocketName).c_str());
  rmdir(dir_.c_str());
}

std::string FaultProxy::Rewrite(const std::string& uri) const {
  return absl::StrReplaceAll(uri, {{server_dir_, dir_}});
}

void FaultProxy::Accept() {
  while (!stop_) {
    pollfd ready{.fd = listener_, .events = POLLIN, .revents = 0};
    if (poll(&ready, 1, 20) > 0) {
      const int client = accept(listener_, nullptr, nullptr);
      servers_.emplace_back([this, client] { Serve(client); });
    }
  }
}

void FaultProxy::Serve(int client) {
  const int server = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_un address = AddressOf(server_dir_);
  bool open = connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  bool cutting = false;
  std::vector<char> buffer(1 << 16);
  while (open && !stop_) {
    pollfd ready[] = {{.fd = client, .events = POLLIN, .revents = 0},
                      {.fd = server, .events = POLLIN, .revents = 0}};
    poll(ready, 2, 20);
    for (int side = 0; side < 2 && open; ++side) {
      if (ready[side].revents == 0) {
        continue;
      }
      const ssize_t size = recv(ready[side].fd, buffer.data(), buffer.size(), 0);
      const absl::string_view bytes(buffer.data(), size > 0 ? static_cast<size_t>(size) : 0);
      open = size > 0 && !(cutting && side == 1);  // the answer came: the server is done
      if (side == 0 && open && cuts_ == 0 && bytes.find(trigger_) != absl::string_view::npos) {
        ++cuts_;
        cutting = true;
        open = cut_ != Cut::kRequest;
      }
      if (open) {
        SendAll(ready[1 - side].fd, bytes);
        open = !(cutting && cut_ == Cut::kBoth);
      }
    }
  }
  close(client);
  close(server);
}

}  // namespace cartera::pg
