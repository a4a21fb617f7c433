-- Who sees which rows (guard_rows). Agencies and their tree, people and grants are not guarded: from them the
-- rights of a caller are read.

-- What the policies ask about projects and participants. These views belong to the policy role, which alone
-- sees every row, so that the policies of the two tables can ask about one another. The day is not wrapped in
-- a SELECT: few rows get that far, and each such SELECT has to be set up for every statement.
CREATE VIEW registry_read.joined_projects_v1 AS
  SELECT x.project AS joined FROM participants x
   WHERE x.agency = ANY ((SELECT nullif(current_setting('cartera.seen', true), '')::text[])::text[])
     AND x.from_day <= nullif(current_setting('cartera.day', true), '')::date
     AND (x.until_day IS NULL OR x.until_day > nullif(current_setting('cartera.day', true), '')::date);
-- Led or joined by an agency that the caller sees.
CREATE VIEW registry_read.placed_projects_v1 AS
  SELECT p.id AS placed FROM projects p
   WHERE p.lead_agency = ANY ((SELECT nullif(current_setting('cartera.seen', true), '')::text[])::text[])
      OR EXISTS (SELECT FROM registry_read.joined_projects_v1 j WHERE j.joined = p.id);
-- These and the open ones.
CREATE VIEW registry_read.shown_projects_v1 AS
  SELECT p.id AS shown FROM projects p
   WHERE (p.classification = 'open' AND (SELECT current_setting('cartera.seen', true) <> ''))
      OR p.lead_agency = ANY ((SELECT nullif(current_setting('cartera.seen', true), '')::text[])::text[])
      OR EXISTS (SELECT FROM registry_read.joined_projects_v1 j WHERE j.joined = p.id);

CREATE POLICY asked_by_policies ON projects FOR SELECT TO cartera_registry_policy USING (true);
CREATE POLICY asked_by_policies ON participants FOR SELECT TO cartera_registry_policy USING (true);
GRANT SELECT ON projects, participants TO cartera_registry_policy;
GRANT USAGE ON SCHEMA registry TO cartera_registry_policy;
GRANT USAGE, CREATE ON SCHEMA registry_read TO cartera_registry_policy;
ALTER VIEW registry_read.joined_projects_v1 OWNER TO cartera_registry_policy;
ALTER VIEW registry_read.placed_projects_v1 OWNER TO cartera_registry_policy;
ALTER VIEW registry_read.shown_projects_v1 OWNER TO cartera_registry_policy;
REVOKE CREATE ON SCHEMA registry_read FROM cartera_registry_policy;
SET LOCAL ROLE cartera_registry_policy;
GRANT SELECT ON registry_read.joined_projects_v1, registry_read.placed_projects_v1,
                registry_read.shown_projects_v1 TO cartera_registry_owner;
SET LOCAL ROLE cartera_registry_owner;

-- Who reads an open project may not write it; FOR UPDATE shows it, so that the handler can say which role is
-- missing.
SELECT guard_rows('projects',
  $$(this.classification = 'open' AND (SELECT current_setting('cartera.seen', true) <> ''))
    OR this.lead_agency = ANY ((SELECT nullif(current_setting('cartera.seen', true), '')::text[])::text[])
    OR EXISTS (SELECT FROM registry_read.joined_projects_v1 j WHERE j.joined = this.id)$$,
  $$this.lead_agency = ANY ((SELECT nullif(current_setting('cartera.seen', true), '')::text[])::text[])
    OR EXISTS (SELECT FROM registry_read.joined_projects_v1 j WHERE j.joined = this.id)$$);
-- A past version is shown to whoever sees the project by its place today; to the others while it is open, and
-- only those versions that were: opening a project does not publish what was written while it was closed.
DROP POLICY shown ON projects_history;
CREATE POLICY shown ON projects_history FOR SELECT TO cartera_registry, cartera_registry_owner
  USING ((SELECT current_setting('cartera.seen', true) = '{*}')
         OR EXISTS (SELECT FROM registry_read.placed_projects_v1 s WHERE s.placed = projects_history.id)
         OR (projects_history.classification = 'open'
             AND EXISTS (SELECT FROM registry_read.shown_projects_v1 s WHERE s.shown = projects_history.id)));
SELECT guard_rows(t,
  'EXISTS (SELECT FROM registry_read.shown_projects_v1 s WHERE s.shown = this.project)',
  'EXISTS (SELECT FROM registry_read.placed_projects_v1 s WHERE s.placed = this.project)')
  FROM unnest('{project_leads, participants}'::regclass[]) AS t;
SELECT guard_rows('operations', $$this.person = (SELECT current_setting('cartera.person', true))$$,
                  $$this.person = (SELECT current_setting('cartera.person', true))$$);

REVOKE DELETE ON projects, project_leads, participants, operations FROM cartera_registry;
