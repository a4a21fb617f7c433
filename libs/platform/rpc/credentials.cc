#include "libs/platform/rpc/credentials.h"

#include <arpa/inet.h>
#include <grpc/grpc_security.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_credentials_options.h>

#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace cartera::rpc {
namespace {

constexpr unsigned kRefreshSeconds = 2;

// gRPC's own watcher of files (FileWatcherCertificateProvider) takes a pair that does not fit
// together, and then no handshake succeeds. The core asks us instead, at every handshake.
class RotatingServerCredentials final : public grpc::ServerCredentials {
 public:
  explicit RotatingServerCredentials(tls::Identity* identity)
      : identity_(identity),
        credentials_(grpc_ssl_server_credentials_create_with_options(
            grpc_ssl_server_credentials_create_options_using_config_fetcher(
                identity->files().authorities.empty()
                    ? GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE
                    : GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY,
                &Fetch, this))) {}
  ~RotatingServerCredentials() override { grpc_server_credentials_release(credentials_); }
  RotatingServerCredentials(const RotatingServerCredentials&) = delete;
  RotatingServerCredentials& operator=(const RotatingServerCredentials&) = delete;

  void SetAuthMetadataProcessor(const std::shared_ptr<grpc::AuthMetadataProcessor>&) override {}

 private:
  int AddPortToServer(const std::string& address, grpc_server* server) override {
    return grpc_server_add_http2_port(server, address.c_str(), credentials_);
  }

  static grpc_ssl_certificate_config_reload_status Fetch(
      void* self, grpc_ssl_server_certificate_config** config) {
    return static_cast<RotatingServerCredentials*>(self)->FetchNew(config);
  }
  grpc_ssl_certificate_config_reload_status FetchNew(grpc_ssl_server_certificate_config** config) {
    std::shared_ptr<const tls::Material> now = identity_->Current();
    const MutexLock lock(&mutex_);
    if (now == given_) return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_UNCHANGED;
    given_ = std::move(now);
    const grpc_ssl_pem_key_cert_pair pair = {given_->key.c_str(), given_->certificate.c_str()};
    // gRPC wants authorities even when no caller is asked for a certificate.
    const std::string& authorities =
        given_->authorities.empty() ? given_->certificate : given_->authorities;
    *config = grpc_ssl_server_certificate_config_create(authorities.c_str(), &pair, 1);
    return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_NEW;
  }

  tls::Identity* const identity_;
  Mutex mutex_;
  std::shared_ptr<const tls::Material> given_ ABSL_GUARDED_BY(mutex_);
  grpc_server_credentials* const credentials_;
};

}  // namespace

std::shared_ptr<grpc::ServerCredentials> TlsOf(tls::Identity* identity) {
  return std::make_shared<RotatingServerCredentials>(identity);
}

std::shared_ptr<grpc::ChannelCredentials> TlsOf(const tls::Files& files) {
  grpc::experimental::TlsChannelCredentialsOptions options;
  options.set_certificate_provider(
      std::make_shared<grpc::experimental::FileWatcherCertificateProvider>(
          files.key, files.certificate, files.authorities, kRefreshSeconds));
  options.watch_root_certs();
  if (!files.certificate.empty()) options.watch_identity_key_cert_pairs();
  return grpc::experimental::TlsCredentials(options);
}

bool StaysHere(absl::string_view address) {
  if (absl::StartsWith(address, "unix:")) return true;
  in6_addr six = {};
  const std::string whole(address);
  if (inet_pton(AF_INET6, whole.c_str(), &six) == 1) return IN6_IS_ADDR_LOOPBACK(&six);
  if (absl::ConsumePrefix(&address, "[")) {
    const std::string inner(address.substr(0, address.find(']')));
    return inet_pton(AF_INET6, inner.c_str(), &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
  }
  const std::string host(address.substr(0, address.find(':')));
  in_addr four = {};
  return absl::EqualsIgnoreCase(host, "localhost") ||
         (inet_pton(AF_INET, host.c_str(), &four) == 1 && (ntohl(four.s_addr) >> 24) == 127);
}

std::string AddressOf(absl::string_view host, int port) {
  const bool bare_six = absl::StrContains(host, ':') && !absl::StartsWith(host, "[");
  return absl::StrCat(bare_six ? "[" : "", host, bare_six ? "]" : "", ":", port);
}

}  // namespace cartera::rpc
