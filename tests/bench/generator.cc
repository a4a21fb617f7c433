#include "tests/bench/generator.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "libs/base/status_macros.h"

namespace cartera::bench {
namespace {

constexpr int64_t kBatch = 10'000;
constexpr int64_t kAgencies = 60;

// Triggers and foreign keys rest: versions and chains are written here as they would write them.
constexpr pg::Query kPastTriggers{"bench.past_triggers",
                                  "SET LOCAL session_replication_role = replica"};

constexpr pg::Query kAgenciesInsert{"bench.agencies", R"sql(
  INSERT INTO registry.agencies (id, display_name, type, valid_from_us, txid)
  SELECT 'b-agency-' || g, 'Agency ' || g, 'agency', $1, pg_current_xact_id()
    FROM generate_series(0, $2::int - 1) g)sql"};
constexpr pg::Query kParentsInsert{"bench.parents", R"sql(
  INSERT INTO registry.agency_parents (agency, parent, from_day, valid_from_us, txid)
  SELECT 'b-agency-' || g, CASE WHEN g < 8 THEN 'pspc' ELSE 'b-agency-' || (g % 8) END,
         DATE '2020-01-01', $1, pg_current_xact_id()
    FROM generate_series(0, $2::int - 1) g)sql"};
constexpr pg::Query kInRegistry{"bench.in_registry", "SET LOCAL search_path = registry, pg_temp"};
constexpr pg::Query kClosure{"bench.closure", "SELECT rebuild_closure('pspc')"};

// $1 first number, $2 how many, $3 agencies, $4 now. A few agencies have most projects. Budgets are
// log-normal with the two shares that Canada's list of 2019 shows: 127 of 463 above 10 million, 12
// above 100 million; hence median 3.6 million and sigma 1.72. One in ten is unknown.
constexpr pg::Query kProjects{"bench.projects", R"sql(
  INSERT INTO registry.projects (id, title, description, lead_agency, kind, stage, budget_unit,
      budget_minor, budget_basis, budget_price_year, start_day, planned_end_day, classification,
      created_us, valid_from_us, txid)
  SELECT 'b' || lpad(n::text, 7, '0'),
         (ARRAY['Renewal', 'Portal', 'Registry', 'Migration', 'Case management',
                 'Payments'])[1 + n % 6] || ' of ' || md5(n::text),
         repeat('What the project changes, for whom, and how it will be known. ', 3),
         'b-agency-' || floor($3::float8 * power(random(), 2))::int,
         (ARRAY['new', 'enhancement', 'legacy_replacement',
                'continuity'])[1 + floor(random() * 4)::int],
         (ARRAY['idea', 'definition', 'delivery', 'delivery', 'realisation',
                'closed'])[1 + floor(random() * 6)::int],
         unit, CASE WHEN unit IS NOT NULL THEN
           (100 * exp(15.09 + 1.72 * sqrt(-2 * ln(1 - random())) *
             cos(2 * pi() * random())))::bigint END,
         CASE WHEN unit IS NOT NULL THEN 'nominal' END, CASE WHEN unit IS NOT NULL THEN 0 END,
         DATE '2020-01-01' + floor(random() * 2000)::int,
         DATE '2026-01-01' + floor(random() * 2000)::int,
         CASE WHEN random() < 0.7 THEN 'open' ELSE 'internal' END, $4, $4, pg_current_xact_id()
    FROM (SELECT n, CASE WHEN random() >= 0.1 THEN 'CAD' END AS unit
            FROM generate_series($1::bigint, $1::bigint + $2::bigint - 1) n) drawn)sql"};
constexpr pg::Query kLeads{"bench.leads", R"sql(
  INSERT INTO registry.project_leads (project, agency, from_day, valid_from_us, txid)
  SELECT id, lead_agency, DATE '2020-01-01', $3, pg_current_xact_id() FROM registry.projects
   WHERE id >= $1 AND id <= $2)sql"};
// Past versions, a month apart, up to the present one.
constexpr pg::Query kVersions{"bench.versions", R"sql(
  INSERT INTO registry.projects_history
  SELECT p.id, p.title, p.description, p.lead_agency, p.kind, p.stage, p.budget_unit,
         p.budget_minor - p.budget_minor / 100 * v, p.budget_basis, p.budget_price_year,
         p.start_day, p.planned_end_day - 30 * v, p.responsible_person, p.classification,
         p.external_id, p.created_us - $3::bigint * 2592000000000,
         p.valid_from_us - v * 2592000000000, p.txid,
         p.valid_from_us - (v - 1) * 2592000000000
    FROM registry.projects p, generate_series(1, $3::int) v WHERE p.id >= $1 AND p.id <= $2)sql"};

constexpr pg::Query kCases{"bench.cases", R"sql(
  INSERT INTO appraisal.cases
  SELECT (jsonb_populate_record(c, jsonb_build_object('project', p.id, 'latest_revision', r))).*
    FROM registry.projects p, appraisal.cases c,
         LATERAL (SELECT 1 + abs(hashtext(p.id)) % 2 AS r) x
   WHERE p.id >= $1 AND p.id <= $2 AND c.project = $3)sql"};
constexpr pg::Query kSections{"bench.sections", R"sql(
  INSERT INTO appraisal.case_sections (project, case_id, section, content, author, valid_from_us,
      txid)
  SELECT p.id, s.case_id, s.section, s.content, s.author, s.valid_from_us, s.txid
    FROM registry.projects p, appraisal.case_sections s
   WHERE p.id >= $1 AND p.id <= $2 AND s.project = $3)sql"};
constexpr pg::Query kRevisions{"bench.revisions", R"sql(
  INSERT INTO appraisal.revisions
  SELECT c.project, r.case_id, n, r.content, r.content_hash, r.methodology, r.methodology_version,
         r.authors, r.created_us
    FROM appraisal.cases c, generate_series(1, c.latest_revision) n, appraisal.revisions r
   WHERE c.project >= $1 AND c.project <= $2 AND r.project = $3)sql"};
constexpr pg::Query kFigures{"bench.figures", R"sql(
  INSERT INTO appraisal.revision_figures
  SELECT c.project, f.case_id, n, f.figure, f.unit, f.basis, f.price_year, f.amount_minor,
         f.line_count
    FROM appraisal.cases c, generate_series(1, c.latest_revision) n, appraisal.revision_figures f
   WHERE c.project >= $1 AND c.project <= $2 AND f.project = $3)sql"};
constexpr pg::Query kSubmissions{"bench.submissions", R"sql(
  INSERT INTO review.submissions
  SELECT (jsonb_populate_record(s, jsonb_build_object('id', p.id, 'project', p.id,
                                                      'lead_agency', p.lead_agency))).*
    FROM registry.projects p, review.submissions s
   WHERE p.id >= $1 AND p.id <= $2 AND s.project = $3)sql"};
// The chain of each project, entry by entry: SHA-256(previous hash || entry).
constexpr pg::Query kAudit{"bench.audit", R"sql(
  INSERT INTO registry.audit (subject, seq, at_us, txid, entry, hash)
  WITH RECURSIVE chain (project, seq, at_us, entry, hash) AS (
    SELECT p.id, 0::bigint, p.valid_from_us - ($3::bigint + 1) * 60000000, ''::bytea,
           sha256('cartera chain v1'::bytea || '\x00'::bytea || convert_to('registry', 'UTF8') ||
                  '\x00'::bytea || convert_to('projects/' || p.id, 'UTF8'))
      FROM registry.projects p WHERE p.id >= $1 AND p.id <= $2
    UNION ALL
    SELECT c.project, c.seq + 1, c.at_us + 60000000, e.entry, sha256(c.hash || e.entry)
      FROM chain c, LATERAL (SELECT convert_to(
             '{"v":1,"at_us":' || c.at_us + 60000000 || ',"actor":"people/ana","method":'
             '"/cartera.registry.v1.RegistryService/UpdateProject","request_id":"' ||
             md5(c.project || c.seq) || '","action":"project.update","resource":"projects/' ||
             c.project || '","digest":"' ||
             encode(sha256(convert_to(c.project || c.seq, 'UTF8')), 'hex') ||
             '","detail":"title, planned_end_date"}', 'UTF8') AS entry) e
     WHERE c.seq < $3::bigint
  )
  SELECT 'projects/' || project, seq, at_us, pg_current_xact_id(), entry, hash FROM chain
   WHERE seq > 0)sql"};
constexpr pg::Query kHeads{"bench.heads", R"sql(
  INSERT INTO registry.chain_heads (subject, length, hash, txid)
  SELECT subject, seq, hash, txid FROM registry.audit
   WHERE subject >= 'projects/' || $1 AND subject <= 'projects/' || $2 AND seq = $3)sql"};
// What triggers would have kept: the changes, and the cells folded from them.
constexpr pg::Query kRegistryChanges{"bench.registry_changes",
                                     "SELECT registry.rebuild_project_changes()"};
constexpr pg::Query kReviewChanges{"bench.review_changes",
                                   "SELECT review.rebuild_project_changes()"};
constexpr pg::Query kCells{"bench.cells", "SELECT oversight.rebuild_cells($1)"};
constexpr pg::Query kAnalyze{"bench.analyze", "ANALYZE"};

int64_t NowUs() { return absl::ToUnixMicros(absl::Now()); }

absl::Status MakeAgencies(pg::Tx& tx) {
  RETURN_IF_ERROR(tx.Exec(kPastTriggers).status());
  RETURN_IF_ERROR(tx.Exec(kAgenciesInsert, NowUs(), kAgencies).status());
  RETURN_IF_ERROR(tx.Exec(kParentsInsert, NowUs(), kAgencies).status());
  RETURN_IF_ERROR(tx.Exec(kInRegistry).status());
  return tx.Exec(kClosure).status();
}

absl::Status MakeBatch(pg::Tx& tx, const Template& copied, const Volume& volume, int64_t from,
                       int64_t count) {
  const std::string first = ProjectId(from), last = ProjectId(from + count - 1);
  RETURN_IF_ERROR(tx.Exec(kPastTriggers).status());
  const double seed = static_cast<double>((volume.seed + static_cast<uint64_t>(from)) % 1000003);
  RETURN_IF_ERROR(
      tx.Exec({"bench.seed", "SELECT setseed($1::bigint / 1000003.0)"}, static_cast<int64_t>(seed))
          .status());
  RETURN_IF_ERROR(tx.Exec(kProjects, from, count, kAgencies, NowUs()).status());
  RETURN_IF_ERROR(tx.Exec(kLeads, first, last, NowUs()).status());
  RETURN_IF_ERROR(tx.Exec(kVersions, first, last, volume.versions).status());
  for (const pg::Query& query : {kCases, kSections, kRevisions, kFigures, kSubmissions}) {
    RETURN_IF_ERROR(tx.Exec(query, first, last, copied.project).status());
  }
  RETURN_IF_ERROR(tx.Exec(kAudit, first, last, volume.audit_entries).status());
  return tx.Exec(kHeads, first, last, volume.audit_entries).status();
}

}  // namespace

std::string ProjectId(int64_t number) { return absl::StrFormat("b%07d", number); }

absl::Status Generate(BenchServer& server, const Template& copied, const Volume& volume,
                      const std::function<void(int64_t)>& progress) {
  const pg::CallContext context;
  RETURN_IF_ERROR(server.admin().Maintain(context, MakeAgencies));
  for (int64_t from = 0; from < volume.projects; from += kBatch) {
    const int64_t count = std::min(kBatch, volume.projects - from);
    RETURN_IF_ERROR(server.admin().Maintain(
        context, [&](pg::Tx& tx) { return MakeBatch(tx, copied, volume, from, count); }));
    progress(from + count);
  }
  // Each for itself: together they would lock against the server, which folds every second.
  for (const pg::Query& query : {kRegistryChanges, kReviewChanges}) {
    RETURN_IF_ERROR(server.admin().Maintain(context, [&](pg::Tx& tx) {
      tx.SeeEverything("changes are noted from the published views of every project");
      return tx.Exec(query).status();
    }));
  }
  RETURN_IF_ERROR(server.admin().Maintain(context, [](pg::Tx& tx) {
    tx.SeeEverything("cells are made from the published views of every project");
    return tx.Exec(kCells, NowUs() - 1'000'000).status();
  }));
  return server.admin().Maintain(context, [](pg::Tx& tx) { return tx.Exec(kAnalyze).status(); });
}

}  // namespace cartera::bench
