#ifndef CARTERA_LIBS_PLATFORM_PG_TESTING_FAULT_PROXY_H_
#define CARTERA_LIBS_PLATFORM_PG_TESTING_FAULT_PROXY_H_

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/string_view.h"

namespace cartera::pg {

// Stands between a client and a server's socket and cuts the first connection whose client sends
// the bytes `trigger`; all later connections pass untouched.
class FaultProxy {
 public:
  enum class Cut {
    kRequest,  // the server never sees the bytes
    kAnswer,   // the server answers, the client never sees it
    kBoth      // the server gets the bytes, the client is cut off at once
  };
  FaultProxy(const std::string& server_socket_dir, absl::string_view trigger, Cut cut);
  ~FaultProxy();

  // `uri` of the test cluster with its host replaced by the proxy.
  std::string Rewrite(const std::string& uri) const;
  int cuts() const { return cuts_; }

 private:
  void Accept();
  void Serve(int client);

  const std::string server_dir_;
  const std::string trigger_;
  const Cut cut_;
  std::string dir_;
  int listener_ = -1;
  std::atomic<int> cuts_ = 0;
  std::atomic<bool> stop_ = false;
  std::thread acceptor_;
  std::vector<std::thread> servers_;  // touched by the acceptor until it has ended
};

}  // namespace cartera::pg

#endif  // CARTERA_LIBS_PLATFORM_PG_TESTING_FAULT_PROXY_H_
