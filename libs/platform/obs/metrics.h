#ifndef CARTERA_LIBS_PLATFORM_OBS_METRICS_H_
#define CARTERA_LIBS_PLATFORM_OBS_METRICS_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace cartera::obs {

// The process's Prometheus metrics, all named cartera_*. Thread-safe. Label values come from code,
// never from a client; beyond 4,096 label sets of one metric the rest counts as "other".
class Metrics {
 public:
  // Serves GET /metrics on `bind_address` ("127.0.0.1:9464"; port 0 takes a free one; an empty
  // address serves nothing). Errors: INVALID_ARGUMENT for an address without port, UNAVAILABLE
  // when it cannot be bound.
  static absl::StatusOr<std::unique_ptr<Metrics>> Create(absl::string_view bind_address);
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // The bound port; 0 when nothing is served.
  int port() const;

  // cartera_rpc_total, cartera_rpc_seconds and cartera_rpc_statements_total; `code` is the name of
  // the gRPC code, `statements` how many SQL statements the call took.
  void RpcFinished(absl::string_view service, absl::string_view method, absl::string_view code,
                   double seconds, int64_t statements);
  // cartera_queue_depth: calls waiting for a worker of the module.
  void QueueDepth(absl::string_view module, int64_t depth);
  // cartera_calls_refused_total: RESOURCE_EXHAUSTED, by the reason the caller was told.
  void CallRefused(absl::string_view module, absl::string_view reason);
  // cartera_calls_under_way: waiting, running, or streaming.
  void CallsUnderWay(int64_t calls);
  // cartera_streams_open
  void StreamsOpen(int64_t streams);
  // cartera_query_seconds: one round trip to the database, by the last query in it; a transaction's
  // own (pg.*) only where there is no other.
  void QueryFinished(absl::string_view name, double seconds);
  // cartera_pool_in_use: database connections leased.
  void PoolInUse(absl::string_view pool, int64_t connections);
  // cartera_relay_parked: aggregates whose outbox rows wait for an operator.
  void RelayParked(absl::string_view service, int64_t aggregates);
  // cartera_disk_free_bytes: of the data directory's disk.
  void DiskFree(int64_t bytes);
  // cartera_wal_archive_failing: 1 while PostgreSQL cannot archive its log.
  void WalArchiveFailing(bool failing);
  // cartera_certificate_ends_seconds: when the TLS certificate in use ends, in Unix time.
  void CertificateEnds(int64_t unix_s);
  // cartera_build_info, always 1.
  void BuildInfo(absl::string_view version, absl::string_view commit);

  // Called before the values are read, to set those that are not worth setting at every change.
  // Null ends it, when no reading is under way any more.
  void BeforeScrape(std::function<void()> hook);

  // The Prometheus text format, as served.
  std::string Text() const;

 private:
  struct Impl;
  explicit Metrics(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace cartera::obs

#endif  // CARTERA_LIBS_PLATFORM_OBS_METRICS_H_
