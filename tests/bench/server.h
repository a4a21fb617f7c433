#ifndef CARTERA_TESTS_BENCH_SERVER_H_
#define CARTERA_TESTS_BENCH_SERVER_H_

#include <sys/types.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/base/clock.h"
#include "libs/platform/pg/database.h"
#include "libs/platform/rpc/client.h"

namespace cartera::bench {

// A carterad of its own data directory, in which the story was played, so that agencies, people, a
// round and one real case are there. Durable as in use. Gone with the object.
class BenchServer {
 public:
  // `bin`: the folder of the binaries.
  static absl::StatusOr<std::unique_ptr<BenchServer>> Start(const std::string& bin);
  ~BenchServer();

  const std::string& address() const { return address_; }
  // Calls as this person of the story; the token is made anew each time.
  absl::StatusOr<rpc::CallOptions> As(const std::string& subject) const;
  // As PostgreSQL's administrator.
  pg::Database& admin() { return *admin_; }
  std::string socket_dir() const;
  const std::string& data_dir() const { return data_dir_; }

  absl::Duration start_time() const { return start_time_; }
  double resident_mib() const;
  // Bytes of the database with its indexes.
  absl::StatusOr<double> DiskMib();

 private:
  BenchServer() = default;
  absl::Status Launch(const std::string& bin);

  std::string data_dir_;
  std::string address_;
  pid_t pid_ = 0;
  absl::Duration start_time_;
  SystemClock clock_;
  std::unique_ptr<pg::Database> admin_;
};

}  // namespace cartera::bench

#endif  // CARTERA_TESTS_BENCH_SERVER_H_
