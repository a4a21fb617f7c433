#include "libs/platform/pg/local/cluster_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cartera::pg {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr int64_t kGiB = int64_t{1} << 30;

TEST(PostgresqlConfTest, KeepsEveryAcknowledgedWrite) {
  const std::string conf = PostgresqlConf({.memory_bytes = 8 * kGiB, .cpus = 4}, "/data/pgdata");
  EXPECT_THAT(conf, HasSubstr("\nfsync = on\n"));
  EXPECT_THAT(conf, HasSubstr("\nsynchronous_commit = on\n"));
  EXPECT_THAT(conf, HasSubstr("\nfull_page_writes = on\n"));
}

TEST(PostgresqlConfTest, ListensOnNoNetworkAddress) {
  EXPECT_THAT(PostgresqlConf({.memory_bytes = kGiB}, "/d"), HasSubstr("\nlisten_addresses = ''\n"));
}

TEST(PostgresqlConfTest, SizesBuffersByMemoryWithinBounds) {
  EXPECT_THAT(PostgresqlConf({.memory_bytes = 8 * kGiB}, "/d"),
              HasSubstr("shared_buffers = 1024MB"));
  EXPECT_THAT(PostgresqlConf({.memory_bytes = kGiB / 8}, "/d"), HasSubstr("shared_buffers = 64MB"));
  EXPECT_THAT(PostgresqlConf({.memory_bytes = 512 * kGiB}, "/d"),
              HasSubstr("shared_buffers = 4096MB"));
}

TEST(PostgresqlConfTest, QuotesTheSocketDirectory) {
  EXPECT_THAT(PostgresqlConf({}, "/a b/it's \"here\""),
              HasSubstr("unix_socket_directories = '\"/a b/it''s \"\"here\"\"\"'\n"));
}

TEST(PgHbaTest, TrustsNobody) {
  EXPECT_THAT(PgHba(), HasSubstr("\nlocal all all peer map=cartera\n"));
  EXPECT_THAT(PgHba(), Not(HasSubstr("trust")));
}

TEST(PgIdentTest, MapsEachUserToEachRoleAndTheAdmin) {
  const std::string text = PgIdent({"postgres", "root"}, {"registry_app", "review_app"});
  for (const char* line :
       {"cartera \"postgres\" cartera_admin\n", "cartera \"postgres\" registry_app\n",
        "cartera \"postgres\" review_app\n", "cartera \"root\" cartera_admin\n",
        "cartera \"root\" registry_app\n", "cartera \"root\" review_app\n"}) {
    EXPECT_THAT(text, HasSubstr(line));
  }
}

TEST(IsPlainRoleNameTest, RefusesWhatWouldNeedQuotes) {
  EXPECT_TRUE(IsPlainRoleName("registry_app2"));
  for (const char* name : {"", "2app", "App", "a-b", "a b", "a\nb", "all\"", "/regex"}) {
    EXPECT_FALSE(IsPlainRoleName(name)) << name;
  }
  EXPECT_FALSE(IsPlainRoleName(std::string(64, 'a')));
}

// struct sockaddr_un has 108 bytes for the path and its end; the socket adds 14: 93 are left.
TEST(FitsSocketTest, AllowsPathsOf107Bytes) {
  EXPECT_TRUE(FitsSocket("/" + std::string(92, 'a')));
  EXPECT_FALSE(FitsSocket("/" + std::string(93, 'a')));
  EXPECT_FALSE(FitsSocket("/with,comma"));
}

// The published test vectors of FNV-1a, 64 bits (Fowler, Noll, Vo).
TEST(ShortNameTest, IsFnv1a) {
  EXPECT_EQ(ShortName(""), "cbf29ce484222325");
  EXPECT_EQ(ShortName("a"), "af63dc4c8601ec8c");
  EXPECT_EQ(ShortName("foobar"), "85944171f73967e8");
}

TEST(PercentEncodeTest, KeepsOnlyUnreservedCharacters) {
  EXPECT_EQ(PercentEncode("/a b/ñ-._~9"), "%2Fa%20b%2F%C3%B1-._~9");
}

}  // namespace
}  // namespace cartera::pg
