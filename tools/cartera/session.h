#ifndef CARTERA_TOOLS_CARTERA_SESSION_H_
#define CARTERA_TOOLS_CARTERA_SESSION_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "libs/platform/tls/certificate.h"

namespace cartera::cli {

// How requests reach a server. Tests put their own in.
struct Transport {
  using Message = google::protobuf::Message;
  std::function<absl::Status(const Message& request, Message* response)> call;
  std::function<absl::Status(const Message& request, Message* response,
                             const std::function<absl::Status()>& page)>
      stream;
};

// Where the server is and how it is spoken to.
struct Address {
  std::string server = "127.0.0.1:7400";
  tls::Files tls;         // over TLS when it names authorities
  bool insecure = false;  // plain text also to another machine
};

// Over gRPC, with the stored token when there is one. What is wrong with the address or its files
// is what every call answers: many verbs need no server.
Transport ConnectTo(const Address& address, absl::Duration timeout);

// Where the token is kept: $CARTERA_TOKEN_FILE, else $XDG_CONFIG_HOME/cartera/token, else
// ~/.config/cartera/token.
std::string TokenPath();
// $CARTERA_TOKEN, else what TokenPath holds; "" when there is none.
std::string ReadToken();
// Writes the token so that only its owner can read it. Errors: of the file system.
absl::Status StoreToken(const std::string& token);
absl::Status RemoveToken();

// A whole file, or standard input for "-". Errors: INVALID_ARGUMENT naming the file, also above 64
// MiB.
absl::Status ReadFile(const std::string& path, std::string* text);

}  // namespace cartera::cli

#endif  // CARTERA_TOOLS_CARTERA_SESSION_H_
