-- Who sees which rows (guard_rows): all of a project's cases, when the project is led or joined by an agency
-- that the caller sees. An open project does not open its cases.
SELECT guard_rows(t,
  'EXISTS (SELECT FROM registry_read.placed_projects_v1 s WHERE s.placed = this.project)',
  'EXISTS (SELECT FROM registry_read.placed_projects_v1 s WHERE s.placed = this.project)')
  FROM unnest('{cases, case_locks, case_sections, revisions, revision_figures,
               evaluations}'::regclass[]) AS t;
-- A methodology is everybody's business who is registered.
SELECT guard_rows('methodology_drafts', $$(SELECT current_setting('cartera.seen', true) <> '')$$,
                  $$(SELECT current_setting('cartera.seen', true) <> '')$$);
