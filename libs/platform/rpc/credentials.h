#ifndef CARTERA_LIBS_PLATFORM_RPC_CREDENTIALS_H_
#define CARTERA_LIBS_PLATFORM_RPC_CREDENTIALS_H_

#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "libs/platform/tls/identity.h"

namespace grpc {
class ChannelCredentials;
class ServerCredentials;
}  // namespace grpc

namespace cartera::rpc {

// TLS of a server, which the result and `identity` outlive: every handshake shows what `identity`
// holds then. With authorities, callers must show a certificate of theirs.
std::shared_ptr<grpc::ServerCredentials> TlsOf(tls::Identity* identity);

// TLS of a client, which trusts `files.authorities` and shows its certificate when it has one.
// gRPC reads the files anew every few seconds; check them first with tls::Load.
std::shared_ptr<grpc::ChannelCredentials> TlsOf(const tls::Files& files);

// Whether nobody but this machine is at the other end: "127.0.0.1", "localhost", "::1", with or
// without a port, or a Unix socket.
bool StaysHere(absl::string_view address);

// "127.0.0.1:7400", "[::1]:7400": an IPv6 address is put into brackets, if it has none yet.
std::string AddressOf(absl::string_view host, int port);

}  // namespace cartera::rpc

#endif  // CARTERA_LIBS_PLATFORM_RPC_CREDENTIALS_H_
