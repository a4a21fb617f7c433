// Compiled filters and keyset pages on a real PostgreSQL.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libs/base/clock.h"
#include "libs/base/status_macros.h"
#include "libs/platform/list/bind.h"
#include "libs/platform/list/filter.h"
#include "libs/platform/list/page_token.h"
#include "libs/platform/list/testing/project_fields.h"
#include "libs/platform/pg/database.h"
#include "libs/platform/pg/testing/test_database.h"

namespace cartera::list {
namespace {

constexpr pg::Query kCreate{"test.create", R"sql(
  CREATE TABLE projects (id text PRIMARY KEY, title text NOT NULL, amount_minor bigint,
    locked boolean NOT NULL, end_date date, stage text NOT NULL, agency_id text))sql"};
constexpr pg::Query kInsert{"test.insert", R"sql(
  INSERT INTO projects VALUES ($1, $2, $3, $4, $5::date, $6, $7))sql"};

class ListStoreTest : public testing::Test {
 protected:
  ListStoreTest()
      : clock_(absl::FromUnixSeconds(1'800'000'000)),
        database_({.uri = pg::TestCluster::Get().CreateDatabase(), .clock = &clock_}) {
    Run([](pg::Tx& tx) { return tx.Exec(kCreate).status(); });
  }

  void Run(absl::FunctionRef<absl::Status(pg::Tx&)> body) {
    const pg::CallContext context{.method = "test", .now = clock_.Now()};
    const absl::Status status = database_.Maintain(context, body);
    ASSERT_TRUE(status.ok()) << status;
  }

  struct Project {
    std::string id;
    std::string title;
    std::optional<int64_t> amount_minor;
    bool locked = false;
    std::optional<std::string> end_date;
    std::string stage = "idea";
    std::optional<std::string> agency;
  };
  void Insert(const std::vector<Project>& projects) {
    Run([&projects](pg::Tx& tx) {
      for (const Project& p : projects) {
        RETURN_IF_ERROR(
            tx.Exec(kInsert, p.id, p.title, p.amount_minor, p.locked, p.end_date, p.stage, p.agency)
                .status());
      }
      return absl::OkStatus();
    });
  }

  struct Page {
    std::vector<std::string> ids;
    std::vector<KeyValue> last_key;
  };
  // One page as a handler reads it; all rows when `limit` is 0.
  Page Read(absl::string_view filter, const Order& order, const std::vector<KeyValue>* after,
            int limit) {
    Page page;
    const auto where = Compile(filter, kProjectFields, 1);
    EXPECT_TRUE(where.ok()) << where.status();
    if (!where.ok()) return page;
    pg::Params params;
    AddValues(where->parameters, &params);
    std::string sql =
        absl::StrCat("SELECT p.id, ", KeySql(order), " FROM projects p WHERE ", where->sql);
    if (after != nullptr) {
      const auto keyset = AfterKey(order, *after, static_cast<int>(where->parameters.size()) + 1);
      EXPECT_TRUE(keyset.ok()) << keyset.status();
      absl::StrAppend(&sql, " AND ", keyset->sql);
      AddValues(keyset->parameters, &params);
    }
    absl::StrAppend(&sql, " ORDER BY ", OrderBySql(order));
    if (limit > 0) absl::StrAppend(&sql, " LIMIT ", limit);
    Run([&](pg::Tx& tx) -> absl::Status {
      const pg::Query query{.name = "test.list_projects", .sql = sql, .once = true};
      ASSIGN_OR_RETURN(const pg::Result result, tx.Exec(query, params));
      page = Page();
      for (const pg::Row row : result) {
        page.ids.push_back(row.Text(0));
        page.last_key = KeyOf(order, row, 1);
      }
      return absl::OkStatus();
    });
    return page;
  }

  FakeClock clock_;
  pg::Database database_;
};

Order OrderOf(absl::string_view order_by) {
  return ParseOrderBy(order_by, kProjectFields, kIdField).value();
}

TEST_F(ListStoreTest, FiltersFindWhatTheyMeanAndNeverTheUnknownBySilence) {
  Insert({{"a", "Cloud 100%", 100, true, "2027-01-31", "idea", "pspc"},
          {"b", "cloud_x", -5, false, "2028-02-29", "delivery", "dnd"},
          {"c", "it's \\ \"q\"", std::nullopt, false, std::nullopt, "delivery", std::nullopt},
          {"d", "100 clouds", 0, false, std::nullopt, "idea", "pspc"}});
  const struct {
    const char* filter;
    const char* ids;
  } kCases[] = {
      {"", "a b c d"},
      {"total_budget.amount_minor > -10", "a b d"},
      {"total_budget.amount_minor <= 0", "b d"},
      {"total_budget.amount_minor != 100", "b d"},
      {"NOT total_budget.amount_minor = 100", "b d"},
      {"-(total_budget.amount_minor > 0)", "b d"},
      {"total_budget.amount_minor = unknown", "c"},
      {"NOT total_budget.amount_minor = unknown", "a b d"},
      {"total_budget.amount_minor:*", "a b d"},
      {"total_budget.amount_minor > 0 OR total_budget.amount_minor = unknown", "a c"},
      {"end_date < 2028-01-01", "a"},
      {"NOT end_date < 2028-01-01", "b"},
      {"end_date = 2028-02-29", "b"},
      {"locked = true", "a"},
      {"NOT locked = true AND stage = STAGE_IDEA", "d"},
      {"stage = STAGE_IDEA AND locked = true OR total_budget.amount_minor = 0", "a d"},
      {"lead_agency = agencies/pspc", "a d"},
      {"lead_agency != agencies/pspc", "b"},
      {"lead_agency = unknown", "c"},
      {"title:cloud", "a b d"},
      {"title:\"100%\"", "a"},
      {"title:\"d_x\"", "b"},
      {"title:\"_\"", "b"},
      {"title:\"\\\\\"", "c"},
      {"title = \"it's \\\\ \\\"q\\\"\"", "c"},
      {"title = \"'; DROP TABLE projects; --\"", ""},
      {"total_budget.amount_minor < 9223372036854775807", "a b d"},
      {"end_date > 0001-01-01 end_date < 9999-12-31", "a b"},
  };
  for (const auto& test : kCases) {
    const std::vector<std::string> wanted = absl::StrSplit(test.ids, ' ', absl::SkipEmpty());
    EXPECT_EQ(Read(test.filter, OrderOf(""), nullptr, 0).ids, wanted) << test.filter;
  }
}

TEST_F(ListStoreTest, PagesPutTogetherAreTheWholeListInEveryOrder) {
  const unsigned seed = std::random_device()();
  std::mt19937 random(seed);
  SCOPED_TRACE(seed);
  std::vector<Project> projects;
  for (int i = 0; i < 60; ++i) {
    Project p{.id = absl::StrCat("p", i),
              .title = absl::StrCat(random() % 2 ? "Ñ" : "n", random() % 4)};
    if (random() % 3 != 0) p.amount_minor = static_cast<int64_t>(random() % 5) - 2;
    if (random() % 3 != 0) p.end_date = absl::StrCat("2027-01-0", 1 + random() % 4);
    p.locked = random() % 2 == 0;
    projects.push_back(p);
  }
  Insert(projects);
  const PageTokens tokens(std::string(32, 'k'));
  for (const absl::string_view order_by :
       {"", "id desc", "title", "title desc", "title desc, id desc", "locked, title desc",
        "total_budget.amount_minor", "total_budget.amount_minor desc", "end_date desc, title",
        "title, end_date, id desc", "end_date, total_budget.amount_minor desc, locked",
        "total_budget.amount_minor desc, end_date desc, title desc, id desc"}) {
    const Order order = OrderOf(order_by);
    for (const absl::string_view filter : {"", "end_date = unknown OR title:1"}) {
      const ListScope scope = {.method = "m", .filter = filter, .order_by = order_by};
      const std::vector<std::string> whole = Read(filter, order, nullptr, 0).ids;
      std::vector<std::string> paged;
      std::string token;
      for (int pages = 0; pages <= 60; ++pages) {
        const auto position = tokens.Open(scope, token);
        ASSERT_TRUE(position.ok()) << position.status();
        const Page page =
            Read(filter, order, position->has_value() ? &(*position)->last_key : nullptr, 7);
        paged.insert(paged.end(), page.ids.begin(), page.ids.end());
        if (page.ids.size() < 7) break;
        token = tokens.Seal(scope, {.last_key = page.last_key}).value();
      }
      EXPECT_EQ(paged, whole) << order_by << " | " << filter;
    }
  }
}

TEST_F(ListStoreTest, UnknownValuesComeLastInEitherDirection) {
  Insert({{.id = "a", .title = "x"},
          {.id = "b", .title = "x", .amount_minor = 1},
          {.id = "c", .title = "x", .amount_minor = 2}});
  const std::string field = "total_budget.amount_minor";
  EXPECT_THAT(Read("", OrderOf(field), nullptr, 0).ids, testing::ElementsAre("b", "c", "a"));
  EXPECT_THAT(Read("", OrderOf(field + " desc"), nullptr, 0).ids,
              testing::ElementsAre("c", "b", "a"));
}

}  // namespace
}  // namespace cartera::list
