#include "tests/bench/measures.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "cartera/oversight/v1/oversight_service.pb.h"
#include "cartera/registry/v1/project.pb.h"
#include "cartera/review/v1/submission.pb.h"
#include "cartera/server/v1/server_service.pb.h"
#include "libs/base/status_macros.h"
#include "tests/bench/load.h"
#include "tests/bench/pgbench.h"
#include "tools/story/process.h"

namespace cartera::bench {
namespace {

namespace reg = registry::v1;

constexpr int kClients = 8;  // as many as carterad has connections
constexpr char kRequestId[] = "bench-capture";

std::string At(const Bench& bench, absl::string_view what) {
  return absl::StrFormat("%s at %d", what, bench.projects);
}

absl::Status Checked(const LoadResult& result) {
  return result.failed == 0 ? absl::OkStatus() : result.first_failure;
}

absl::Status Empty(const rpc::Client& client, int64_t) {
  server::v1::GetServerInfoResponse response;
  return client.Call(server::v1::GetServerInfoRequest(), &response, {});
}

absl::Status GetProject(const rpc::Client& client, const rpc::CallOptions& as, int64_t number) {
  reg::GetProjectRequest request;
  request.set_name(absl::StrCat("projects/", ProjectId(number)));
  reg::GetProjectResponse response;
  return client.Call(request, &response, as);
}

absl::Status ListPage(const rpc::Client& client, const rpc::CallOptions& as, int64_t) {
  reg::ListProjectsRequest request;
  request.set_page_size(100);
  reg::ListProjectsResponse response;
  RETURN_IF_ERROR(client.Call(request, &response, as));
  return response.projects_size() > 0 ? absl::OkStatus() : absl::InternalError("an empty page");
}

absl::Status Rename(const rpc::Client& client, const rpc::CallOptions& as, int64_t number,
                    int64_t turn) {
  reg::UpdateProjectRequest request;
  request.mutable_project()->set_name(absl::StrCat("projects/", ProjectId(number)));
  request.mutable_project()->set_title(absl::StrCat("Renamed ", turn));
  request.mutable_update_mask()->add_paths("title");
  request.set_request_id(absl::StrCat("bench-", absl::GetCurrentTimeNanos(), "-", turn));
  reg::UpdateProjectResponse response;
  return client.Call(request, &response, as);
}

absl::Status Submit(const rpc::Client& client, const rpc::CallOptions& as, int64_t number,
                    const std::string& request_id) {
  review::v1::SubmitSubmissionRequest request;
  request.set_name(absl::StrCat("rounds/budget-2027/submissions/", ProjectId(number)));
  request.set_request_id(request_id);
  review::v1::SubmitSubmissionResponse response;
  return client.Call(request, &response, as);
}

// Projects far from one another, so that no page of the table stays at hand by luck.
int64_t Scatter(int64_t turn, int64_t projects) { return turn * 7919 % projects; }

// The same alternately with its ceiling, A-B-A, because the machine drifts; the means.
struct Pair {
  double value = 0, ceiling = 0;
};
absl::StatusOr<Pair> Interleave(const std::function<absl::StatusOr<double>()>& value,
                                const std::function<absl::StatusOr<double>()>& ceiling) {
  ASSIGN_OR_RETURN(const double before, ceiling());
  ASSIGN_OR_RETURN(const double first, value());
  ASSIGN_OR_RETURN(const double between, ceiling());
  ASSIGN_OR_RETURN(const double second, value());
  ASSIGN_OR_RETURN(const double after, ceiling());
  return Pair{(first + second) / 2, (before + between + after) / 3};
}

}  // namespace

absl::Status MeasureStart(Bench& bench) {
  bench.measures->push_back({"start on old data, to the first answer", "s",
                             absl::ToDoubleSeconds(bench.server.start_time())});
  return absl::OkStatus();
}

absl::Status MeasureRead(Bench& bench) {
  bench.say("reading projects ...");
  ASSIGN_OR_RETURN(const rpc::CallOptions ana, bench.server.As("ana"));
  const rpc::Client client = rpc::Client::Dial(bench.server.address());
  // A few calls first, so that every session has its statements prepared.
  RETURN_IF_ERROR(
      Checked(RunLoad(bench.server.address(), kClients, absl::Seconds(1), [&](auto& c, int64_t t) {
        return GetProject(c, ana, Scatter(t, bench.projects));
      })));
  ASSIGN_OR_RETURN(const auto statements,
                   Capture(bench.server, [&] { return GetProject(client, ana, 7); }));
  const Script script = MakeScript(statements, ProjectId(7), "", /*in_one_pipeline=*/true);
  for (const int callers : {1, kClients}) {
    const auto value = [&]() -> absl::StatusOr<double> {
      const LoadResult load = RunLoad(
          bench.server.address(), callers, absl::Seconds(bench.seconds),
          [&](auto& c, int64_t t) { return GetProject(c, ana, Scatter(t, bench.projects)); });
      RETURN_IF_ERROR(Checked(load));
      return load.per_second;
    };
    const auto limit = [&]() -> absl::StatusOr<double> {
      const LoadResult empty =
          RunLoad(bench.server.address(), callers, absl::Seconds(bench.seconds / 2), Empty);
      ASSIGN_OR_RETURN(const double tps, RunPgbench(bench.server, script, callers,
                                                    bench.seconds / 2, {0, bench.projects}));
      return 1 / (1 / empty.per_second + 1 / tps);
    };
    ASSIGN_OR_RETURN(const Pair pair, Interleave(value, limit));
    bench.measures->push_back({At(bench, absl::StrCat("read a project, ", callers, " callers,")),
                               "/s", pair.value, pair.ceiling,
                               "1/(1/empty call + 1/pgbench of the same statements, one pipeline)",
                               Bound::kAtLeast, 0.55});
  }
  return absl::OkStatus();
}

absl::Status MeasurePage(Bench& bench) {
  bench.say("listing pages of 100 ...");
  ASSIGN_OR_RETURN(const rpc::CallOptions ana, bench.server.As("ana"));
  const rpc::Client client = rpc::Client::Dial(bench.server.address());
  ASSIGN_OR_RETURN(const auto statements,
                   Capture(bench.server, [&] { return ListPage(client, ana, 0); }));
  const Script script = MakeScript(statements, "", "", /*in_one_pipeline=*/false);
  const auto value = [&]() -> absl::StatusOr<double> {
    const LoadResult load = RunLoad(bench.server.address(), 1, absl::Seconds(bench.seconds),
                                    [&](auto& c, int64_t t) { return ListPage(c, ana, t); });
    RETURN_IF_ERROR(Checked(load));
    return load.per_second;
  };
  const auto ceiling = [&] {
    return RunPgbench(bench.server, script, 1, bench.seconds / 2, {0, bench.projects});
  };
  ASSIGN_OR_RETURN(const Pair pair, Interleave(value, ceiling));
  bench.measures->push_back({At(bench, "a page of 100 projects, 1 caller,"), "/s", pair.value,
                             pair.ceiling, "pgbench of the same statements"});
  return absl::OkStatus();
}

absl::Status MeasureSubmit(Bench& bench) {
  bench.say("submitting cases ...");
  ASSIGN_OR_RETURN(const rpc::CallOptions carlos, bench.server.As("carlos"));
  const rpc::Client client = rpc::Client::Dial(bench.server.address());
  ASSIGN_OR_RETURN(const auto statements,
                   Capture(bench.server, [&] { return Submit(client, carlos, 0, kRequestId); }));
  const Script script = MakeScript(statements, ProjectId(0), kRequestId, false);
  int64_t next = 1;
  // Every case is submitted once; the other half of them is pgbench's.
  const int64_t share = (bench.projects / 2 - 1) / 2;
  const auto value = [&]() -> absl::StatusOr<double> {
    const int64_t from = next;
    const LoadResult load = RunLoad(
        bench.server.address(), kClients, absl::Seconds(bench.seconds),
        [&](auto& c, int64_t t) {
          return Submit(c, carlos, from + t, absl::StrCat("bench-submit-", from + t));
        },
        share);
    RETURN_IF_ERROR(Checked(load));
    next += load.calls;
    return load.per_second;
  };
  const auto ceiling = [&] {
    return RunPgbench(bench.server, script, kClients, bench.seconds,
                      {bench.projects / 2, bench.projects - bench.projects / 2});
  };
  ASSIGN_OR_RETURN(const Pair pair, Interleave(value, ceiling));
  bench.measures->push_back({At(bench, "submit a case, 8 callers,"), "/s", pair.value, pair.ceiling,
                             "pgbench of the same statements, durable", Bound::kAtLeast, 0.6,
                             absl::StrCat(statements.size(),
                                          " statements a call, two services; "
                                          "the evaluation itself is not in the ceiling")});
  return absl::OkStatus();
}

namespace {

absl::Status Report(const Bench& bench, const rpc::CallOptions& as, bool projects, int64_t* rows) {
  oversight::v1::GetPortfolioReportRequest request;
  request.set_include_projects(projects);
  oversight::v1::GetPortfolioReportResponse response;
  *rows = 0;
  return rpc::Client::Dial(bench.server.address())
      .Stream(request, &response, as, [&]() -> absl::Status {
        *rows += response.projects().rows_size();
        return absl::OkStatus();
      });
}

// The rows a second that PostgreSQL hands out of the report's own query, in one go.
absl::StatusOr<double> CopyRows(const Bench& bench, const Logged& query) {
  std::string sql = query.sql;
  for (size_t i = query.values.size(); i > 0; --i) {
    std::string text = absl::StrCat("'", query.values[i - 1].first, "'");
    if (query.values[i - 1].second) text = "NULL";
    if (i == 8) text = "100000000";  // how many: all
    sql = absl::StrReplaceAll(sql, {{absl::StrCat("$", i), text}});
  }
  const absl::Time start = absl::Now();
  ASSIGN_OR_RETURN(
      const story::Outcome outcome,
      story::Run({"/usr/lib/postgresql/15/bin/psql", "-qX", "-h", bench.server.socket_dir(), "-U",
                  "cartera_admin", "-d", "cartera", "-o", "/dev/null", "-c",
                  absl::StrCat("COPY (", sql, ") TO STDOUT")},
                 // What the auditor, at the root, sees.
                 {{"PGOPTIONS", absl::StrCat("-c role=", query.role, " -c cartera.seen={*}")}}));
  if (outcome.exit_code != 0) return absl::InternalError(outcome.output);
  return static_cast<double>(bench.projects) / absl::ToDoubleSeconds(absl::Now() - start);
}

}  // namespace

absl::Status MeasureReport(Bench& bench, double* totals_ms) {
  bench.say("reporting ...");
  ASSIGN_OR_RETURN(const rpc::CallOptions auditor, bench.server.As("auditor"));
  int64_t rows = 0;
  ASSIGN_OR_RETURN(const auto statements,
                   Capture(bench.server, [&] { return Report(bench, auditor, true, &rows); }));
  const auto query = std::find_if(statements.begin(), statements.end(), [](const Logged& logged) {
    return absl::StrContains(logged.sql, "LIMIT $8");
  });
  if (query == statements.end()) return absl::InternalError("the report's query was not found");
  const auto value = [&]() -> absl::StatusOr<double> {
    const absl::Time start = absl::Now();
    RETURN_IF_ERROR(Report(bench, auditor, true, &rows));
    return static_cast<double>(rows) / absl::ToDoubleSeconds(absl::Now() - start);
  };
  ASSIGN_OR_RETURN(const Pair pair, Interleave(value, [&] { return CopyRows(bench, *query); }));
  bench.measures->push_back({At(bench, "stream the portfolio report,"), "rows/s", pair.value,
                             pair.ceiling, "COPY of the same query", Bound::kAtLeast, 0.5});
  std::vector<double> all_ms;
  for (int turn = 0; turn < 15; ++turn) {
    const absl::Time start = absl::Now();
    RETURN_IF_ERROR(Report(bench, auditor, false, &rows));
    all_ms.push_back(absl::ToDoubleMilliseconds(absl::Now() - start));
  }
  std::sort(all_ms.begin(), all_ms.end());
  *totals_ms = all_ms[all_ms.size() / 2];
  return absl::OkStatus();
}

absl::Status MeasureMixed(Bench& bench) {
  bench.say("mixed load ...");
  ASSIGN_OR_RETURN(const rpc::CallOptions ana, bench.server.As("ana"));
  for (const int callers : {1, 8, 64}) {
    const LoadResult load = RunLoad(bench.server.address(), callers, absl::Seconds(bench.seconds),
                                    [&](auto& client, int64_t turn) {
                                      const int64_t number = Scatter(turn, bench.projects);
                                      if (turn % 10 == 0) return Rename(client, ana, number, turn);
                                      return turn % 10 == 1 ? ListPage(client, ana, turn)
                                                            : GetProject(client, ana, number);
                                    });
    RETURN_IF_ERROR(Checked(load));
    bench.measures->push_back(
        {At(bench, absl::StrCat("mixed, ", callers, " callers,")), "/s", load.per_second,
         std::nullopt, "", Bound::kNone, 0,
         absl::StrFormat("p50 %.1f ms, p95 %.1f ms, p99 %.1f ms, %d refused", load.p50_ms,
                         load.p95_ms, load.p99_ms, load.refused)});
  }
  return absl::OkStatus();
}

void MeasureMemory(Bench& bench) {
  bench.measures->push_back({At(bench, "memory of carterad alone,"), "MiB",
                             bench.server.resident_mib(), std::nullopt, "", Bound::kAtMost, 150});
}

}  // namespace cartera::bench
