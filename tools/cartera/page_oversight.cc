#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "cartera/type/v1/role.pb.h"
#include "tools/cartera/contract.h"
#include "tools/cartera/pages.h"
#include "tools/cartera/table.h"
#include "tools/cartera/values.h"

namespace cartera::cli {
namespace {

using oversight::v1::Breakdown;
using oversight::v1::PortfolioTotals;

constexpr int kBarWidth = 16;

std::string TotalsTable(const google::protobuf::RepeatedPtrField<type::v1::MoneyTotal>& totals,
                        const PageStyle& style) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& total : totals) {
    const bool real = total.total().basis() == type::v1::PRICE_BASIS_REAL;
    rows.push_back(
        {absl::StrCat(AmountText(total.total()), " ", total.total().unit()),
         real ? absl::StrCat("real, ", total.total().price_year(), " prices") : "nominal",
         absl::StrCat(total.count())});
  }
  if (rows.empty()) return "  none\n";
  return RenderTable(
      {{.title = "TOTAL", .right = true}, {.title = "PRICES"}, {.title = "AMOUNTS", .right = true}},
      rows, style);
}

// One line a key; money that does not add up stands in further lines below it.
std::string BreakdownTable(const char* title,
                           const google::protobuf::RepeatedPtrField<Breakdown>& parts,
                           const PageStyle& style) {
  if (parts.empty()) return "";
  int64_t most = 1;
  for (const Breakdown& part : parts) most = std::max(most, part.projects_count());
  std::vector<std::vector<std::string>> rows;
  for (const Breakdown& part : parts) {
    std::vector<std::string> money;
    for (const auto& total : part.budgets()) money.push_back(MoneyForPage(total.total()));
    if (money.empty()) money.emplace_back("");
    rows.push_back({part.label().empty() ? Words(part.key()) : part.label(),
                    absl::StrCat(part.projects_count()),
                    Bar(part.projects_count() * 10000 / most, kBarWidth),
                    part.unknown_count() == 0 ? "" : absl::StrCat(part.unknown_count()), money[0]});
    for (size_t i = 1; i < money.size(); ++i) rows.push_back({"", "", "", "", money[i]});
  }
  return absl::StrCat("\n", RenderTable({{.title = title},
                                         {.title = "PROJECTS", .right = true},
                                         {.title = "", .whole = true},
                                         {.title = "UNKNOWN", .right = true},
                                         {.title = "BUDGET", .right = true}},
                                        rows, style));
}

}  // namespace

std::string EntryLine(const type::v1::AuditEntry& entry, const PageStyle& style) {
  const std::string at = absl::FormatTime("%Y-%m-%d %H:%M:%S", absl::FromUnixMicros(entry.at_us()),
                                          absl::UTCTimeZone());
  std::string line = absl::StrCat(at, "  ", PadRight(entry.actor(), 16), "  ",
                                  PadRight(entry.action(), 22), "  ", entry.resource(), "\n");
  if (!entry.detail().empty()) absl::StrAppend(&line, Indented(entry.detail(), 21, style.width));
  return line;
}

std::string PortfolioPage(const PortfolioTotals& totals, const PageStyle& style) {
  const std::string hidden = totals.hidden_count().empty() ? "0" : totals.hidden_count();
  std::string out = absl::StrCat(
      Title(absl::StrCat("Portfolio as of ", TimestampToText(totals.as_of())), style),
      RenderFields({{"projects", absl::StrCat(totals.projects_count())},
                    {"hidden from you", absl::StrCat(hidden, " (in no sum)")},
                    {"budget unknown", absl::StrCat(totals.unknown_count(), " (in no sum)")},
                    {"not converted",
                     absl::StrCat(totals.unconverted_count(), " (in their own unit's row)")}},
                   style),
      "\n", Bold("Budgets", style), "\n", TotalsTable(totals.budgets(), style));
  absl::StrAppend(&out, BreakdownTable("STAGE", totals.by_stage(), style),
                  BreakdownTable("AGENCY", totals.by_agency(), style),
                  BreakdownTable("KIND", totals.by_kind(), style),
                  BreakdownTable("SUBMISSION", totals.by_submission_state(), style));
  return absl::StrCat(out, "\n", Bold("Authorised", style), "\n",
                      TotalsTable(totals.authorised(), style));
}

std::string WhoAmIPage(const registry::v1::WhoAmIResponse& who, const PageStyle& style) {
  std::vector<std::pair<std::string, std::string>> fields;
  if (who.has_person()) {
    fields = {{"you are", who.person().display_name()},
              {"name", who.person().name()},
              {"of", who.person().affiliation()}};
  } else {
    fields = {{"you are", "not registered here: an access administrator registers people"}};
  }
  fields.emplace_back("token", absl::StrCat("subject ", who.subject(), " of ", who.issuer()));
  std::string out = RenderFields(fields, style);
  std::vector<std::vector<std::string>> rows;
  for (const auto& grant : who.grants()) {
    const auto* role = type::v1::Role_descriptor()->FindValueByNumber(grant.role());
    rows.push_back({role == nullptr ? "" : Words(EnumWord(role)), grant.agency(),
                    grant.has_from() ? DateToText(grant.from()) : "",
                    grant.has_until() ? DateToText(grant.until()) : "open"});
  }
  if (rows.empty()) return absl::StrCat(out, "\nNo roles.\n");
  return absl::StrCat(
      out, "\n",
      RenderTable(
          {{.title = "ROLE"}, {.title = "AT, AND BELOW"}, {.title = "FROM"}, {.title = "UNTIL"}},
          rows, style));
}

std::string OperationPage(const registry::v1::Operation& o, int findings_max,
                          const PageStyle& style) {
  const std::string state = o.cancelled()               ? "cancelled"
                            : !o.error_reason().empty() ? "failed"
                            : o.done()                  ? "done"
                                                        : "under way";
  std::vector<std::pair<std::string, std::string>> fields = {
      {"operation", o.name()},
      {"state", state},
      {"rows", absl::StrCat(o.rows_done(), " of ", o.rows_total())},
      {"created", absl::StrCat(o.created_count())},
      {"updated", absl::StrCat(o.updated_count())},
      {"unchanged", absl::StrCat(o.unchanged_count())},
      {"rejected", absl::StrCat(o.rejected_count())},
      {"agencies created", absl::StrCat(o.agencies_created_count())}};
  if (!o.error_reason().empty()) {
    fields.emplace_back("why", absl::StrCat(o.error_reason(), ": ", o.error_message()));
  }
  std::string out = RenderFields(fields, style);
  const int shown = std::min(findings_max, o.findings_size());
  std::vector<std::vector<std::string>> rows;
  for (int i = 0; i < shown; ++i) {
    const auto& finding = o.findings(i);
    rows.push_back({absl::StrCat(finding.row()), finding.column(),
                    absl::StrCat(finding.message(), finding.rejected() ? " (row left out)" : ""),
                    finding.code()});
  }
  if (rows.empty()) return out;
  absl::StrAppend(&out, "\n",
                  RenderTable({{.title = "ROW", .right = true},
                               {.title = "COLUMN", .whole = true},
                               {.title = "FINDING", .wrap = true},
                               {.title = "REASON"}},
                              rows, style));
  const int all = std::max(o.findings_count(), o.findings_size());
  if (all > shown) absl::StrAppend(&out, "And ", all - shown, " more.\n");
  return out;
}

Shown ShowWhoAmI(Invocation& invocation, const google::protobuf::Message& response) {
  return WhoAmIPage(static_cast<const registry::v1::WhoAmIResponse&>(response), invocation.style);
}

Shown ShowOperation(Invocation& invocation, const google::protobuf::Message& response) {
  const auto* field = response.GetDescriptor()->FindFieldByName("operation");
  const auto& operation = static_cast<const registry::v1::Operation&>(
      response.GetReflection()->GetMessage(response, field));
  return OperationPage(operation, operation.findings_size(), invocation.style);
}

}  // namespace cartera::cli
