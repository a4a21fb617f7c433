#include "tests/bench/pgbench.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "libs/base/status_macros.h"
#include "tools/story/process.h"

namespace cartera::bench {
namespace {

constexpr pg::Query kReload{"bench.reload", "SELECT pg_reload_conf()"};
constexpr pg::Query kLogOn{"bench.log_on", "ALTER SYSTEM SET log_statement = 'all'"};
constexpr pg::Query kLogOff{"bench.log_off", "ALTER SYSTEM RESET log_statement"};
constexpr pg::Query kLogJson{"bench.log_json", "ALTER SYSTEM SET log_destination = 'jsonlog'"};

// ALTER SYSTEM runs in no transaction, so through psql.
absl::Status Psql(const BenchServer& server, const std::string& sql) {
  ASSIGN_OR_RETURN(const story::Outcome outcome,
                   story::Run({"/usr/lib/postgresql/15/bin/psql", "-qX", "-h", server.socket_dir(),
                               "-U", "cartera_admin", "-d", "cartera", "-c", sql},
                              {}));
  return outcome.exit_code == 0 ? absl::OkStatus() : absl::InternalError(outcome.output);
}

// "parameters: $1 = 'it''s', $2 = NULL".
std::vector<std::pair<std::string, bool>> ReadValues(absl::string_view detail) {
  std::vector<std::pair<std::string, bool>> values;
  if (!absl::ConsumePrefix(&detail, "parameters: ") &&
      !absl::ConsumePrefix(&detail, "Parameters: ")) {
    return values;
  }
  while (!detail.empty()) {
    detail.remove_prefix(std::min(detail.size(), detail.find("= ") + 2));
    if (absl::ConsumePrefix(&detail, "NULL")) {
      values.emplace_back("", true);
    } else {
      std::string text;
      size_t at = 1;
      for (; at < detail.size(); ++at) {
        if (detail[at] == '\'' && (at + 1 >= detail.size() || detail[at + 1] != '\'')) break;
        if (detail[at] == '\'') ++at;
        text.push_back(detail[at]);
      }
      detail.remove_prefix(std::min(detail.size(), at + 1));
      values.emplace_back(std::move(text), false);
    }
    absl::ConsumePrefix(&detail, ", ");
  }
  return values;
}

std::string Text(const google::protobuf::Struct& line, const char* key) {
  const auto found = line.fields().find(key);
  return found == line.fields().end() ? "" : found->second.string_value();
}

bool IsChange(absl::string_view sql) {
  return absl::StartsWith(sql, "INSERT") || absl::StartsWith(sql, "UPDATE") ||
         absl::StartsWith(sql, "DELETE");
}

// The transactions of a call. What runs beside it is not its own: relays, health checks, the
// effects that are delivered afterwards, and oversight's checkpoints and cells.
std::vector<Logged> ReadLogs(const std::filesystem::path& folder) {
  using Transaction = std::vector<Logged>;
  std::vector<Transaction> transactions;
  std::map<double, size_t> open;  // by process
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".json") continue;
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);) {
      google::protobuf::Struct read;
      if (!google::protobuf::util::JsonStringToMessage(line, &read).ok()) continue;
      std::smatch match;
      const std::string message = Text(read, "message"), user = Text(read, "user");
      // After the statement's name in a comment.
      static const std::regex kExecute("^execute [^:]*: (?:/\\*[^*]*\\*/ )?([\\s\\S]*)$");
      if (user == "cartera_admin" || !std::regex_match(message, match, kExecute)) continue;
      const double process = read.fields().at("pid").number_value();
      if (absl::StartsWith(match[1].str(), "BEGIN")) {
        open[process] = transactions.size();
        transactions.emplace_back();
      }
      const auto transaction = open.find(process);
      if (transaction == open.end()) continue;
      transactions[transaction->second].push_back(
          {user, match[1].str(), ReadValues(Text(read, "detail"))});
      if (match[1].str() == "COMMIT" || match[1].str() == "ROLLBACK") open.erase(transaction);
    }
  }
  std::vector<Logged> statements;
  for (const Transaction& transaction : transactions) {
    const bool beside = std::any_of(transaction.begin(), transaction.end(), [](const Logged& one) {
      const bool keeps = one.role == "cartera_oversight" &&
                         (absl::StrContains(one.sql, "pg_advisory") ||
                          absl::StrContains(one.sql, "fold_cells") || IsChange(one.sql));
      return keeps || absl::StrContains(one.sql, " outbox") ||
             absl::StrContains(one.sql, "INTO inbox");
    });
    if (!beside) statements.insert(statements.end(), transaction.begin(), transaction.end());
  }
  return statements;
}

// The expression that stands for a value in a script.
class Values {
 public:
  Values(std::string id, std::string request_id, Script* script)
      : id_(std::move(id)), request_id_(std::move(request_id)), script_(script) {}

  std::string Of(const std::string& text, bool null) {
    const std::string other = "('b' || lpad((:n)::int::text, 7, '0'))";
    if (null) return "NULL";
    if (text.empty()) return "''";
    if (!request_id_.empty() && text == request_id_) return "gen_random_uuid()::text";
    if (!id_.empty() && text == id_) return other;
    // An evaluation's id, made from its pins: each is inserted once. (No instant in microseconds.)
    static const std::regex kEvaluation("(?=[0-9]*[a-f])[0-9a-f]{16}");
    if (std::regex_match(text, kEvaluation)) return "substr(md5(random()::text), 1, 16)";
    const bool array = absl::StartsWith(text, "{") && absl::EndsWith(text, "}");
    // No argument of a program may be longer than 128 KiB; pgbench sees no variable in hex digits.
    if (text.size() > 60'000 && absl::StartsWith(text, "\\x")) {
      return absl::StrCat("'", text, "'::bytea");
    }
    const std::string name = absl::StrCat("v", script_->variables.size());
    script_->variables[name] = text;
    if (id_.empty() || !absl::StrContains(text, id_)) return absl::StrCat(":", name);
    return absl::StrCat("replace(:", name, ", '", id_, "', ", other, ")", array ? "::text[]" : "");
  }

 private:
  const std::string id_, request_id_;
  Script* const script_;
};

std::string Substitute(const Logged& statement, Values* values) {
  std::string out;
  const std::string& sql = statement.sql;
  for (size_t at = 0; at < sql.size(); ++at) {
    size_t end = at + 1;
    while (end < sql.size() && absl::ascii_isdigit(static_cast<unsigned char>(sql[end]))) ++end;
    int number = 0;
    if (sql[at] == '$' && absl::SimpleAtoi(sql.substr(at + 1, end - at - 1), &number) &&
        number <= static_cast<int>(statement.values.size())) {
      const auto& [text, null] = statement.values[static_cast<size_t>(number - 1)];
      absl::StrAppend(&out, values->Of(text, null));
      at = end - 1;
    } else {
      out.push_back(sql[at]);
    }
  }
  return out;
}

// Until a statement that names `mark` stands in the log: then all that ran before it does.
absl::Status AwaitMark(const BenchServer& server, const std::filesystem::path& folder,
                       const std::string& mark) {
  for (const absl::Time start = absl::Now(); absl::Now() < start + absl::Seconds(20);) {
    RETURN_IF_ERROR(Psql(server, absl::StrCat("SELECT '", mark, "'")));
    absl::SleepFor(absl::Milliseconds(100));
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      if (entry.path().extension() != ".json") continue;
      std::ifstream file(entry.path());
      for (std::string line; std::getline(file, line);) {
        if (absl::StrContains(line, mark)) return absl::OkStatus();
      }
    }
  }
  return absl::InternalError("PostgreSQL does not log its statements");
}

}  // namespace

absl::StatusOr<std::vector<Logged>> Capture(BenchServer& server,
                                            const std::function<absl::Status()>& call) {
  const std::filesystem::path folder = std::filesystem::path(server.socket_dir()) / "log";
  for (const pg::Query& query : {kLogJson, kLogOn, kReload}) {
    RETURN_IF_ERROR(Psql(server, std::string(query.sql)));
  }
  RETURN_IF_ERROR(AwaitMark(server, folder, "bench mark 1"));
  absl::SleepFor(absl::Seconds(1));  // until every other session has read its settings, too
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".json") std::filesystem::resize_file(entry.path(), 0);
  }
  const absl::Status called = call();
  absl::SleepFor(absl::Milliseconds(300));  // what is ended without waiting
  RETURN_IF_ERROR(AwaitMark(server, folder, "bench mark 2"));
  RETURN_IF_ERROR(Psql(server, std::string(kLogOff.sql)));
  RETURN_IF_ERROR(Psql(server, std::string(kReload.sql)));
  absl::SleepFor(absl::Milliseconds(500));
  RETURN_IF_ERROR(called);
  std::vector<Logged> statements = ReadLogs(folder);
  if (statements.empty()) return absl::InternalError("PostgreSQL logged no statement");
  return statements;
}

Script MakeScript(const std::vector<Logged>& statements, const std::string& id,
                  const std::string& request_id, bool in_one_pipeline) {
  Script script;
  std::set<std::string> roles;
  for (const Logged& statement : statements) roles.insert(statement.role);
  if (roles.size() == 1) script.role = *roles.begin();
  script.text = "\\set i :i + 1\n\\set n :first + (:client_id + :i * :step) % :count\n";
  if (in_one_pipeline) absl::StrAppend(&script.text, "\\startpipeline\n");
  Values values(id, request_id, &script);
  for (const Logged& statement : statements) {
    absl::StrAppend(&script.text, Substitute(statement, &values), ";\n");
    if (roles.size() > 1 && absl::StartsWith(statement.sql, "BEGIN")) {
      const std::string schema(absl::StripPrefix(statement.role, "cartera_"));
      absl::StrAppend(&script.text, "SET LOCAL ROLE ", statement.role,
                      ";\nSET LOCAL search_path = ", schema, ", pg_temp;\n");
    }
  }
  if (in_one_pipeline) absl::StrAppend(&script.text, "\\endpipeline\n");
  return script;
}

absl::StatusOr<double> RunPgbench(const BenchServer& server, const Script& script, int clients,
                                  double seconds, Numbers numbers) {
  const std::string file = absl::StrCat(server.data_dir(), "/script.sql");
  std::ofstream(file) << script.text;
  std::vector<std::string> argv = {
      "/usr/lib/postgresql/15/bin/pgbench",
      "-n",
      "-M",
      "prepared",
      "-h",
      server.socket_dir(),
      "-U",
      "cartera_admin",
      "-f",
      file,
      "-c",
      absl::StrCat(clients),
      "-j",
      absl::StrCat(std::min(clients, 2)),
      "-T",
      absl::StrCat(std::max<int64_t>(1, static_cast<int64_t>(seconds + 0.5)))};
  for (const auto& [name, value] : script.variables) {
    argv.insert(argv.end(), {"-D", absl::StrCat(name, "=", value)});
  }
  for (const auto& [name, value] : std::map<std::string, int64_t>{
           {"i", 0}, {"step", clients}, {"first", numbers.first}, {"count", numbers.count}}) {
    argv.insert(argv.end(), {"-D", absl::StrCat(name, "=", value)});
  }
  argv.push_back("cartera");
  std::string options = "-c role=none";
  if (!script.role.empty()) {
    options =
        absl::StrCat("-c role=", script.role,
                     " -c search_path=", absl::StripPrefix(script.role, "cartera_"), ",pg_temp");
  }
  ASSIGN_OR_RETURN(const story::Outcome outcome, story::Run(argv, {{"PGOPTIONS", options}}));
  static const std::regex kTps("tps = ([0-9.]+)");
  std::smatch match;
  double tps = 0;
  if (outcome.exit_code != 0 || !std::regex_search(outcome.output, match, kTps) ||
      !absl::SimpleAtod(match[1].str(), &tps)) {
    return absl::InternalError(absl::StrCat("pgbench: ", outcome.output.substr(0, 2000)));
  }
  return tps;
}

}  // namespace cartera::bench
