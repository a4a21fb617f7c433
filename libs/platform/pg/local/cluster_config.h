#ifndef CARTERA_LIBS_PLATFORM_PG_LOCAL_CLUSTER_CONFIG_H_
#define CARTERA_LIBS_PLATFORM_PG_LOCAL_CLUSTER_CONFIG_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace cartera::pg {

// The role that owns the cluster; only carterad and an administrator at the machine use it.
inline constexpr absl::string_view kAdminRole = "cartera_admin";

// What the settings depend on.
struct Machine {
  int64_t memory_bytes = 0;
  int cpus = 1;
};

// This machine, or the control group we are confined to when that is smaller.
Machine ThisMachine();

// The text of postgresql.conf. Whoever runs the machine may override it in local.conf beside it.
std::string PostgresqlConf(const Machine& machine, absl::string_view socket_dir);

// The text of pg_hba.conf: the operating system says who connects (peer), nothing is trusted.
std::string PgHba();

// The text of pg_ident.conf: each of `os_users` may connect as each of `roles` and as kAdminRole.
std::string PgIdent(const std::vector<std::string>& os_users,
                    const std::vector<std::string>& roles);

// True when `role` needs no quoting anywhere: [a-z_][a-z0-9_]{0,62}.
bool IsPlainRoleName(absl::string_view role);

// True when a PostgreSQL socket in `directory` has a path of at most 107 bytes that libpq can name
// (a comma would separate hosts).
bool FitsSocket(absl::string_view directory);

// FNV-1a, 64 bits, as 16 hex digits: short names for long paths, stable across runs; no security.
std::string ShortName(absl::string_view path);

// %-escapes everything but letters, digits, "-", ".", "_" and "~" (RFC 3986 §2.3).
std::string PercentEncode(absl::string_view text);

}  // namespace cartera::pg

#endif  // CARTERA_LIBS_PLATFORM_PG_LOCAL_CLUSTER_CONFIG_H_
