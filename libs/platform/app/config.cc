#include "libs/platform/app/config.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libs/platform/app/version.h"
#include "libs/platform/rpc/credentials.h"

namespace cartera::app {
namespace {

std::string DefaultDataDir() {
  if (const char* data = std::getenv("XDG_DATA_HOME"); data != nullptr && *data != '\0') {
    return absl::StrCat(data, "/cartera");
  }
  const char* home = std::getenv("HOME");
  return absl::StrCat(home != nullptr ? home : "/var/lib", "/.local/share/cartera");
}

bool ReadPeers(const std::vector<std::string>& peers, Config* config) {
  for (const std::string& peer : peers) {
    const std::vector<std::string> parts = absl::StrSplit(peer, absl::MaxSplits('=', 1));
    if (parts.size() != 2 || parts[0].empty() || parts[1].empty()) return false;
    config->peers[parts[0]] = parts[1];
  }
  return true;
}

// In both ways of writing an address: "host=db password=x", "postgresql://user:x@db/cartera".
bool HoldsPassword(absl::string_view database) {
  if (absl::StrContains(database, "password")) return true;
  const size_t scheme = database.find("://");
  if (scheme == absl::string_view::npos) return false;
  const absl::string_view rest = database.substr(scheme + 3);
  const absl::string_view authority = rest.substr(0, rest.find_first_of("/?"));
  const size_t at = authority.rfind('@');
  return at != absl::string_view::npos && absl::StrContains(authority.substr(0, at), ':');
}

absl::Status Mistake(absl::string_view what) { return absl::InvalidArgumentError(what); }

}  // namespace

std::optional<Config> ParseConfig(const std::string& binary, int argc, char** argv,
                                  int* exit_code) {
  Config config;
  config.data_dir = DefaultDataDir();
  std::vector<std::string> peers;
  CLI::App app{absl::StrCat(
      binary, ": server of Cartera, which decides on and follows a government's ICT projects.\n",
      "Example: ", binary, " --data-dir /srv/cartera --port 7400 --issuer https://id.example.gov",
      " --jwks /etc/cartera/jwks.json")};
  app.set_version_flag("--version", kVersion);
  app.add_option("--data-dir", config.data_dir, "Directory of this installation")
      ->capture_default_str();
  app.add_option("--host", config.host, "Address to listen on")->capture_default_str();
  app.add_option("--port", config.port, "Port to listen on; 0 takes a free one")
      ->check(CLI::Range(0, 65535))
      ->capture_default_str();
  app.add_option("--database", config.database,
                 "libpq address of an outside PostgreSQL 15; the password in PGPASSFILE");
  app.add_flag("--join", config.join,
               "Use the PostgreSQL that another server of this data directory runs");
  app.add_option("--issuer", config.issuer, "Token issuer that is trusted");
  app.add_option("--jwks", config.jwks, "File with that issuer's public keys");
  app.add_option("--audience", config.audience, "Audience its tokens must have")
      ->capture_default_str();
  app.add_option("--peer", peers, "NAME=ADDRESS of a service hosted elsewhere (repeatable)");
  app.add_option("--metrics-port", config.metrics_port, "Prometheus port on 127.0.0.1; 0: free one")
      ->check(CLI::Range(0, 65535));
  app.add_option("--log-file", config.log_file, "JSON log; default DATA-DIR/log, - for stderr");
  app.add_option("--tls-certificate", config.tls_certificate,
                 "PEM file: this server's certificate and those up to its authority's");
  app.add_option("--tls-key", config.tls_key, "PEM file: its private key, readable by you alone");
  app.add_option("--tls-client-ca", config.tls_client_ca,
                 "PEM file: callers must show a certificate that these authorities signed");
  app.add_option("--tls-ca", config.tls_ca,
                 "PEM file: the authorities of the peers' certificates; calls peers over TLS");
  app.add_flag("--insecure", config.insecure,
               "Allow plain text beyond this machine, when something else encrypts");
  app.add_option("--workers", config.workers, "Threads and connections per service")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  app.add_option("--queue", config.queue, "Calls that may wait per service")
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
  app.add_option("--streams", config.streams, "Reports being read at once; a quarter by one caller")
      ->check(CLI::Range(4, 10000))
      ->capture_default_str();
  app.add_option("--rate", config.rate_per_second,
                 "Calls a second of one caller, four times as many in a burst; 0: no limit")
      ->check(CLI::Range(0, 1000000))
      ->capture_default_str();
  app.add_flag("--dev", config.dev,
               "For trying out only: anybody may take any name, and the clock can be moved");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    *exit_code = app.exit(error);
    return std::nullopt;
  }
  absl::Status usable =
      ReadPeers(peers, &config) ? CheckConfig(config) : Mistake("--peer takes NAME=ADDRESS");
  if (!usable.ok()) {
    std::cerr << binary << ": " << usable.message() << "\n";
    *exit_code = 2;
    return std::nullopt;
  }
  return config;
}

absl::Status CheckConfig(const Config& config) {
  if (HoldsPassword(config.database)) {
    return Mistake(
        "--database holds a password, which everybody on this machine sees in the list "
        "of processes: put it into a file of mode 0600 that PGPASSFILE names");
  }
  if (config.issuer.empty() != config.jwks.empty()) {
    return Mistake("--issuer and --jwks go together");
  }
  if (config.tls_certificate.empty() != config.tls_key.empty()) {
    return Mistake("--tls-certificate and --tls-key go together");
  }
  if (config.tls_certificate.empty() && !config.tls_client_ca.empty()) {
    return Mistake("--tls-client-ca needs --tls-certificate and --tls-key");
  }
  if (!config.tls_certificate.empty() && !config.peers.empty() && config.tls_ca.empty()) {
    return Mistake(
        "--tls-certificate with --peer needs --tls-ca: who signs the peers' certificates");
  }
  if (config.insecure) return absl::OkStatus();
  if (!rpc::StaysHere(config.host) && config.tls_certificate.empty()) {
    return Mistake(absl::StrCat(
        "--host ", config.host, " is reached from other machines, and without TLS whoever stands ",
        "between reads and takes the callers' tokens. Give --tls-certificate and --tls-key, or ",
        "--insecure when something else encrypts"));
  }
  for (const auto& [name, address] : config.peers) {
    if (rpc::StaysHere(address) || !config.tls_ca.empty()) continue;
    return Mistake(absl::StrCat("--peer ", name, "=", address, " is on another machine, and ",
                                "without TLS whoever stands between takes the callers' tokens. ",
                                "Give --tls-ca, or --insecure when something else encrypts"));
  }
  return absl::OkStatus();
}

}  // namespace cartera::app
