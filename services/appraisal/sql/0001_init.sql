-- Business cases by section, the revisions frozen from them, and the evaluations of revisions. Content is
-- cartera canonical form 1 (libs/domain/canonical), hashed as stored; PostgreSQL compresses it, by lz4 because
-- a submission stores some 60 KB and PostgreSQL's own method takes longer than all else it does.

CREATE TABLE cases (
  project             text    NOT NULL,
  id                  text    NOT NULL,
  title               text    NOT NULL,
  stage               text    NOT NULL,
  methodology         text    NOT NULL,
  methodology_version text    NOT NULL,
  locked              boolean NOT NULL DEFAULT false,  -- while case_locks has a row of it
  latest_revision     int     NOT NULL DEFAULT 0 CHECK (latest_revision >= 0),  -- 0: none yet
  created_us          bigint  NOT NULL,
  valid_from_us       bigint  NOT NULL,
  txid                xid8    NOT NULL,
  PRIMARY KEY (project, id)
);
-- The order of a list across projects.
CREATE UNIQUE INDEX cases_name ON cases ((project || '/' || id));

-- The submissions under review that lock a case: it may be entered in several rounds.
CREATE TABLE case_locks (
  project    text NOT NULL,
  case_id    text NOT NULL,
  submission text NOT NULL,
  PRIMARY KEY (project, case_id, submission),
  FOREIGN KEY (project, case_id) REFERENCES cases
);

-- The draft: one row per section that was ever written. An emptied section stays, as {}.
CREATE TABLE case_sections (
  project       text   NOT NULL,
  case_id       text   NOT NULL,
  section       text   NOT NULL,
  content       bytea  COMPRESSION lz4 NOT NULL,
  author        text   NOT NULL,  -- person id
  valid_from_us bigint NOT NULL,
  txid          xid8   NOT NULL,
  PRIMARY KEY (project, case_id, section),
  FOREIGN KEY (project, case_id) REFERENCES cases
);

SELECT keep_history('cases'), keep_history('case_sections');

CREATE TABLE revisions (
  project             text   NOT NULL,
  case_id             text   NOT NULL,
  number              int    NOT NULL CHECK (number >= 1),
  content             bytea  COMPRESSION lz4 NOT NULL,
  content_hash        bytea  NOT NULL CHECK (content_hash = sha256(content)),
  methodology         text   NOT NULL,
  methodology_version text   NOT NULL,
  authors             text[] NOT NULL,  -- everybody who wrote a section up to then: person ids, sorted
  created_us          bigint NOT NULL,
  PRIMARY KEY (project, case_id, number),
  FOREIGN KEY (project, case_id) REFERENCES cases
);

-- Totals of the preferred option, one row per (unit, basis, price year): what can be asked without opening
-- the content. figure: costs, benefits.
CREATE TABLE revision_figures (
  project      text   NOT NULL,
  case_id      text   NOT NULL,
  number       int    NOT NULL,
  figure       text   NOT NULL CHECK (figure IN ('costs', 'benefits')),
  unit         text   NOT NULL,
  basis        text   NOT NULL CHECK (basis IN ('nominal', 'real')),
  price_year   int    NOT NULL,
  amount_minor bigint NOT NULL,
  line_count   bigint NOT NULL CHECK (line_count > 0),
  PRIMARY KEY (project, case_id, number, figure, unit, basis, price_year),
  FOREIGN KEY (project, case_id, number) REFERENCES revisions
);

-- id is made from the pins: the same pins are the same evaluation.
CREATE TABLE evaluations (
  project             text   NOT NULL,
  case_id             text   NOT NULL,
  number              int    NOT NULL,
  id                  text   NOT NULL,
  revision_hash       bytea  NOT NULL CHECK (octet_length(revision_hash) = 32),
  methodology         text   NOT NULL,
  methodology_version text   NOT NULL,
  methodology_hash    bytea  NOT NULL CHECK (octet_length(methodology_hash) = 32),
  engine_version      text   NOT NULL,
  seed                text   NOT NULL CHECK (seed ~ '^[0-9]{1,20}$'),  -- unsigned 64 bits
  context             bytea  NOT NULL,
  result              bytea  COMPRESSION lz4 NOT NULL,
  result_hash         bytea  NOT NULL CHECK (result_hash = sha256(result)),
  created_us          bigint NOT NULL,
  PRIMARY KEY (project, case_id, number, id),
  FOREIGN KEY (project, case_id, number) REFERENCES revisions
);
-- What a version evaluated, for comparing it with another.
CREATE INDEX evaluations_methodology
  ON evaluations (methodology, methodology_version, project, case_id, number, id);

-- Every methodology version that a server of this installation loaded, in canonical form 1: a version never
-- changes, and outlives its file.
CREATE TABLE methodology_versions (
  methodology     text   NOT NULL,
  version         text   NOT NULL,
  definition      text   COMPRESSION lz4 NOT NULL,
  first_loaded_us bigint NOT NULL,
  PRIMARY KEY (methodology, version)
);

-- A version before it is one. definition is canonical form 1 of what was saved; editors: everybody who ever did.
CREATE TABLE methodology_drafts (
  id            text   PRIMARY KEY,
  definition    text   COMPRESSION lz4 NOT NULL,
  editors       text[] NOT NULL,
  state         text   NOT NULL CHECK (state IN ('open', 'published', 'discarded')),
  published_by  text   CHECK (NOT published_by = ANY (editors)),
  valid_from_us bigint NOT NULL,
  txid          xid8   NOT NULL
);
CREATE INDEX methodology_drafts_newest ON methodology_drafts (valid_from_us DESC, id);
SELECT keep_history('methodology_drafts');

-- What was frozen stays: nobody who can be logged in as changes it, the owner included.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER revisions_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON revisions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER revision_figures_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON revision_figures
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER evaluations_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON evaluations
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER methodology_versions_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON methodology_versions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
REVOKE UPDATE, DELETE ON revisions, revision_figures, evaluations, methodology_versions FROM cartera_appraisal;
REVOKE DELETE ON cases, case_sections, methodology_drafts FROM cartera_appraisal;

-- What other services may read. A view's columns never change meaning; a new meaning is a _v2.
CREATE VIEW appraisal_read.cases_v1 AS
  SELECT project, id, title, stage, methodology, methodology_version, locked, latest_revision, created_us,
         valid_from_us
    FROM cases;
CREATE VIEW appraisal_read.revisions_v1 AS
  SELECT project, case_id, number, content_hash, methodology, methodology_version, authors, created_us
    FROM revisions;
CREATE VIEW appraisal_read.revision_figures_v1 AS
  SELECT project, case_id, number, figure, unit, basis, price_year, amount_minor, line_count
    FROM revision_figures;
CREATE VIEW appraisal_read.audit_v1 AS SELECT subject, seq, at_us, txid, entry, hash FROM audit;
CREATE VIEW appraisal_read.chain_heads_v1 AS SELECT subject, length, hash FROM chain_heads;

-- What must hold here: stored bytes have the hash that was recorded for them.
CREATE VIEW appraisal_read.invariants_v1 AS
  SELECT 'appraisal.' || r.name AS name, r.checked, r.differing, r.examples FROM record_invariants r
  UNION ALL
  SELECT 'appraisal.revisions', count(*), count(*) FILTER (WHERE r.differs),
         (array_agg(r.name ORDER BY r.name) FILTER (WHERE r.differs))[1:5]
    FROM (SELECT 'projects/' || project || '/cases/' || case_id || '/revisions/' || number AS name,
                 content_hash <> sha256(content) AS differs FROM revisions) r
  UNION ALL
  SELECT 'appraisal.evaluations', count(*), count(*) FILTER (WHERE e.differs),
         (array_agg(e.name ORDER BY e.name) FILTER (WHERE e.differs))[1:5]
    FROM (SELECT 'projects/' || e.project || '/cases/' || e.case_id || '/revisions/' || e.number ||
                 '/evaluations/' || e.id AS name,
                 e.result_hash <> sha256(e.result) OR r.content_hash IS DISTINCT FROM e.revision_hash AS differs
            FROM evaluations e LEFT JOIN revisions r USING (project, case_id, number)) e;
