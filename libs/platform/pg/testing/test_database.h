#ifndef CARTERA_LIBS_PLATFORM_PG_TESTING_TEST_DATABASE_H_
#define CARTERA_LIBS_PLATFORM_PG_TESTING_TEST_DATABASE_H_

#include <string>

#include "absl/types/span.h"
#include "libs/platform/pg/migrations.h"

namespace cartera::pg {

// A throw-away PostgreSQL of the test process: made on first use (fsync off, socket below /tmp),
// removed at exit, also when the process is killed. Aborts the test process when it cannot start.
class TestCluster {
 public:
  static TestCluster& Get();

  // A new database copied from a template that `schemas` were migrated into (once per distinct list
  // of schemas). Returns its connection string for the superuser; services connect with
  // Options.role.
  std::string CreateDatabase(absl::Span<const SchemaSpec> schemas = {});

  // Connection string of a database of this cluster.
  std::string Uri(const std::string& database) const;
  const std::string& socket_dir() const { return dir_; }
  int port() const { return port_; }

 private:
  TestCluster();
  void Start();

  std::string dir_;
  int port_ = 0;
  int databases_ = 0;
};

}  // namespace cartera::pg

#endif  // CARTERA_LIBS_PLATFORM_PG_TESTING_TEST_DATABASE_H_
