#ifndef CARTERA_LIBS_PLATFORM_APP_CONFIG_H_
#define CARTERA_LIBS_PLATFORM_APP_CONFIG_H_

#include <map>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace cartera::app {

// How a process is set up, from its command line. Secrets come only from files.
struct Config {
  std::string data_dir;
  std::string host = "127.0.0.1";  // another address needs TLS, or `insecure`
  int port = 7400;
  // Outside database; empty: a private PostgreSQL in data_dir.
  std::string database;
  // Use the private PostgreSQL that another process of this data directory runs.
  bool join = false;
  bool dev = false;
  int metrics_port = 0;  // 0: a free one
  std::string log_file;  // empty: <data_dir>/log/<binary>.jsonl
  // The issuer whose tokens are trusted; all three or none.
  std::string issuer;
  std::string audience = "cartera";
  std::string jwks;
  // Where services are that this process does not host: "registry" -> "127.0.0.1:7401".
  std::map<std::string, std::string> peers;
  // PEM files; plain text without. With tls_client_ca callers must show a certificate it signed.
  std::string tls_certificate;
  std::string tls_key;
  std::string tls_client_ca;
  std::string tls_ca;     // who signs the peers' certificates; the peers are called over TLS then
  bool insecure = false;  // plain text beyond this machine
  int workers = 8;        // per service: threads and database connections
  int queue = 256;        // per service: what waiting calls may weigh (rpc::ServerModule)
  int streams = 64;       // open at once; one principal may have a quarter
  int rate_per_second = 500;  // calls of one principal; 0: no limit
};

// Reads the command line of `binary`. `*exit_code` is set when the process should end at once
// (help, version, a mistake, all said on the terminal).
std::optional<Config> ParseConfig(const std::string& binary, int argc, char** argv, int* exit_code);

// Errors: INVALID_ARGUMENT naming the options that do not go together or leave the door open.
absl::Status CheckConfig(const Config& config);

}  // namespace cartera::app

#endif  // CARTERA_LIBS_PLATFORM_APP_CONFIG_H_
