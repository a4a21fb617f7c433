-- Agencies, people and their grants, projects and who takes part in them. Days are effective dates: a row
-- holds from from_day until the day before until_day. NULL where a fact is unknown; never zero.

CREATE TABLE agencies (
  id            text   PRIMARY KEY,
  display_name  text   NOT NULL,
  type          text   NOT NULL,
  valid_from_us bigint NOT NULL,
  txid          xid8   NOT NULL
);

-- The place of an agency in the tree, over time. The root has no row.
CREATE TABLE agency_parents (
  agency        text   NOT NULL REFERENCES agencies,
  parent        text   NOT NULL REFERENCES agencies CHECK (parent <> agency),
  from_day      date   NOT NULL,
  until_day     date   CHECK (until_day > from_day),
  valid_from_us bigint NOT NULL,
  txid          xid8   NOT NULL,
  PRIMARY KEY (agency, from_day)
);
CREATE INDEX agency_parents_children ON agency_parents (parent);

-- Who is below whom, over time: kept from agency_parents by rebuild_closure, so that a check is a look-up.
CREATE TABLE agency_closure (
  ancestor   text NOT NULL,
  descendant text NOT NULL,
  depth      int  NOT NULL CHECK (depth >= 0),
  from_day   date NOT NULL,
  until_day  date,
  PRIMARY KEY (descendant, ancestor, from_day)
);
CREATE INDEX agency_closure_down ON agency_closure (ancestor, descendant);

-- Names of people live here only. issuer and subject are the token's.
CREATE TABLE people (
  id            text   PRIMARY KEY,
  display_name  text   NOT NULL,
  issuer        text   NOT NULL,
  subject       text   NOT NULL,
  affiliation   text   NOT NULL REFERENCES agencies,
  valid_from_us bigint NOT NULL,
  txid          xid8   NOT NULL,
  CONSTRAINT people_subject UNIQUE (issuer, subject)
);

CREATE TABLE grants (
  id            text   PRIMARY KEY,
  person        text   NOT NULL REFERENCES people,
  role          text   NOT NULL,
  agency        text   NOT NULL REFERENCES agencies,
  from_day      date   NOT NULL,
  until_day     date   CHECK (until_day >= from_day),
  valid_from_us bigint NOT NULL,
  txid          xid8   NOT NULL
);
CREATE INDEX grants_person ON grants (person);
CREATE INDEX grants_agency ON grants (agency);

CREATE TABLE projects (
  id                  text   PRIMARY KEY,
  title               text   NOT NULL,
  description         text   NOT NULL,
  lead_agency         text   NOT NULL REFERENCES agencies,
  kind                text   NOT NULL,
  stage               text   NOT NULL,
  budget_unit         text,
  budget_minor        bigint,
  budget_basis        text   CHECK (budget_basis IN ('nominal', 'real')),
  budget_price_year   int,
  start_day           date,
  planned_end_day     date,
  responsible_person  text   REFERENCES people,
  classification      text   NOT NULL CHECK (classification IN ('open', 'internal')),
  external_id         text,
  created_us          bigint NOT NULL,
  valid_from_us       bigint NOT NULL,
  txid                xid8   NOT NULL,
  CONSTRAINT projects_budget_whole CHECK (num_nulls(budget_unit, budget_minor, budget_basis,
                                                    budget_price_year) IN (0, 4))
);
CREATE UNIQUE INDEX projects_external_id ON projects (external_id) WHERE external_id IS NOT NULL;
CREATE INDEX projects_lead_agency ON projects (lead_agency, id);
CREATE INDEX projects_title ON projects (title, id);
CREATE INDEX projects_budget ON projects (budget_minor, id);
CREATE INDEX projects_planned_end ON projects (planned_end_day, id);
-- Projects that state none come last in both directions, so neither order is the other one backwards.
CREATE INDEX projects_budget_falling ON projects (budget_minor DESC NULLS LAST, id);
CREATE INDEX projects_planned_end_falling ON projects (planned_end_day DESC NULLS LAST, id);

-- The agency that leads a project, over time; the present one stands in projects too.
CREATE TABLE project_leads (
  project       text   NOT NULL REFERENCES projects,
  agency        text   NOT NULL REFERENCES agencies,
  from_day      date   NOT NULL,
  until_day     date,
  valid_from_us bigint NOT NULL,
  txid          xid8   NOT NULL,
  PRIMARY KEY (project, from_day)
);

CREATE TABLE participants (
  project       text   NOT NULL REFERENCES projects,
  id            text   NOT NULL,
  agency        text   NOT NULL REFERENCES agencies,
  role          text   NOT NULL,
  from_day      date   NOT NULL,
  until_day     date   CHECK (until_day >= from_day),
  valid_from_us bigint NOT NULL,
  txid          xid8   NOT NULL,
  PRIMARY KEY (project, id)
);
CREATE INDEX participants_agency ON participants (agency, project);

-- Imports: who asked, and how far it is. result is the serialised Operation of the contract.
CREATE TABLE operations (
  id            text    PRIMARY KEY,
  person        text    NOT NULL,
  done          boolean NOT NULL,
  result        bytea   NOT NULL,
  valid_from_us bigint  NOT NULL
);

SELECT keep_history('agencies'), keep_history('agency_parents'), keep_history('people'),
       keep_history('grants'), keep_history('projects'), keep_history('project_leads'),
       keep_history('participants');

-- Makes agency_closure anew for one agency and all that was ever below it. Each interval of an ancestor is
-- the overlap of the intervals of the steps up to it.
CREATE FUNCTION rebuild_closure(changed text) RETURNS void LANGUAGE sql AS $$
  WITH RECURSIVE below (agency) AS (
    SELECT changed
    UNION
    SELECT p.agency FROM agency_parents p JOIN below b ON p.parent = b.agency
  ), gone AS (
    DELETE FROM agency_closure WHERE descendant IN (SELECT agency FROM below)
  ), up (ancestor, descendant, depth, from_day, until_day) AS (
    SELECT b.agency, b.agency, 0, DATE '0001-01-01', NULL::date FROM below b
    UNION ALL
    SELECT p.parent, u.descendant, u.depth + 1, greatest(u.from_day, p.from_day),
           least(u.until_day, p.until_day)
      FROM up u JOIN agency_parents p ON p.agency = u.ancestor
     WHERE greatest(u.from_day, p.from_day) <
           coalesce(least(u.until_day, p.until_day), DATE '9999-12-31')
       AND u.depth < 16
  )
  INSERT INTO agency_closure (ancestor, descendant, depth, from_day, until_day)
  SELECT DISTINCT ON (descendant, ancestor, from_day) ancestor, descendant, depth, from_day, until_day
    FROM up ORDER BY descendant, ancestor, from_day, depth
  ON CONFLICT (descendant, ancestor, from_day)
  DO UPDATE SET depth = EXCLUDED.depth, until_day = EXCLUDED.until_day
$$;

-- What other services may read. A view's columns never change meaning; a new meaning is a _v2.
CREATE VIEW registry_read.agency_closure_v1 AS
  SELECT ancestor, descendant, depth, from_day, until_day FROM agency_closure;
CREATE VIEW registry_read.agencies_v1 AS SELECT id, display_name, type FROM agencies;
CREATE VIEW registry_read.people_v1 AS SELECT id, issuer, subject, affiliation FROM people;
CREATE VIEW registry_read.grants_v1 AS
  SELECT id, person, role, agency, from_day, until_day FROM grants;
CREATE VIEW registry_read.projects_v1 AS
  SELECT id, title, lead_agency, kind, stage, classification, budget_unit, budget_minor, budget_basis,
         budget_price_year, valid_from_us
    FROM projects;
CREATE VIEW registry_read.participants_v1 AS
  SELECT project, agency, role, from_day, until_day FROM participants;
CREATE VIEW registry_read.audit_v1 AS SELECT subject, seq, at_us, txid, entry, hash FROM audit;
CREATE VIEW registry_read.chain_heads_v1 AS SELECT subject, length, hash FROM chain_heads;

-- Every version of the projects, each true from valid_from_us until just before valid_to_us: for reports of the
-- past. A view, not a function: conditions on it reach the indexes.
CREATE VIEW registry_read.project_versions_v1 AS
  SELECT id, title, lead_agency, kind, stage, classification, budget_unit, budget_minor, budget_basis,
         budget_price_year, valid_from_us, 9223372036854775807 AS valid_to_us
    FROM projects
  UNION ALL
  SELECT id, title, lead_agency, kind, stage, classification, budget_unit, budget_minor, budget_basis,
         budget_price_year, valid_from_us, valid_to_us
    FROM projects_history;

-- Which projects began to count differently, and when: oversight folds these into its cells. One row is added in
-- the transaction of the change, so that writers never wait for one another.
CREATE TABLE project_changes (
  at_us   bigint NOT NULL,
  project text   NOT NULL
);
CREATE INDEX project_changes_at ON project_changes (at_us, project);
REVOKE INSERT, UPDATE, DELETE ON project_changes FROM cartera_registry;
CREATE FUNCTION note_project_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO project_changes (at_us, project) VALUES (NEW.valid_from_us, NEW.id);
  RETURN NULL;
END $$;
CREATE TRIGGER projects_made AFTER INSERT ON projects
  FOR EACH ROW EXECUTE FUNCTION note_project_change();
CREATE TRIGGER projects_counted AFTER UPDATE ON projects FOR EACH ROW
  WHEN ((OLD.lead_agency, OLD.classification, OLD.stage, OLD.kind, OLD.budget_unit, OLD.budget_minor,
         OLD.budget_basis, OLD.budget_price_year)
        IS DISTINCT FROM
        (NEW.lead_agency, NEW.classification, NEW.stage, NEW.kind, NEW.budget_unit, NEW.budget_minor,
         NEW.budget_basis, NEW.budget_price_year))
  EXECUTE FUNCTION note_project_change();
CREATE VIEW registry_read.project_changes_v1 AS SELECT at_us, project FROM project_changes;

-- Notes the changes anew from the versions: after rows were loaded with triggers off. For the owner.
CREATE FUNCTION rebuild_project_changes() RETURNS void LANGUAGE sql SET search_path FROM CURRENT AS $$
  TRUNCATE project_changes;
  INSERT INTO project_changes (at_us, project)
  SELECT v.valid_from_us, v.id FROM registry_read.project_versions_v1 v ORDER BY v.valid_from_us
$$;
REVOKE EXECUTE ON FUNCTION rebuild_project_changes() FROM cartera_registry;

-- What must hold here. closure: who is below whom, derived anew from the steps of the tree. leads: the present
-- row of project_leads names the project's lead agency.
CREATE VIEW registry_read.invariants_v1 AS
  WITH RECURSIVE up (ancestor, descendant, depth, from_day, until_day) AS (
    SELECT a.id, a.id, 0, DATE '0001-01-01', NULL::date FROM agencies a
    UNION ALL
    SELECT p.parent, u.descendant, u.depth + 1, greatest(u.from_day, p.from_day),
           least(u.until_day, p.until_day)
      FROM up u JOIN agency_parents p ON p.agency = u.ancestor
     WHERE greatest(u.from_day, p.from_day) <
           coalesce(least(u.until_day, p.until_day), DATE '9999-12-31')
       AND u.depth < 16
  ), derived AS (
    SELECT DISTINCT ON (descendant, ancestor, from_day) ancestor, descendant, depth, from_day, until_day
      FROM up ORDER BY descendant, ancestor, from_day, depth
  ), closure AS (
    SELECT ancestor || ' over ' || descendant AS place,
           (d.depth, d.until_day) IS DISTINCT FROM (c.depth, c.until_day) AS differs
      FROM derived d FULL JOIN agency_closure c USING (ancestor, descendant, from_day)
  ), leads AS (
    SELECT p.id AS project, p.lead_agency IS DISTINCT FROM l.agency AS differs
      FROM projects p LEFT JOIN project_leads l ON l.project = p.id AND l.until_day IS NULL
  )
  SELECT 'registry.' || r.name AS name, r.checked, r.differing, r.examples FROM record_invariants r
  UNION ALL
  SELECT 'registry.closure', count(*), count(*) FILTER (WHERE c.differs),
         (array_agg(c.place ORDER BY c.place) FILTER (WHERE c.differs))[1:5] FROM closure c
  UNION ALL
  SELECT 'registry.leads', count(*), count(*) FILTER (WHERE l.differs),
         (array_agg('projects/' || l.project ORDER BY l.project) FILTER (WHERE l.differs))[1:5] FROM leads l;
