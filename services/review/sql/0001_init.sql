-- Rounds, submissions, what is said about them, what was decided, and what may be spent. Enumerations stand
-- as the contract's names in lower case without their prefix. Days are UTC.

-- steps, person_criteria and unscored_tiers are pinned from the methodology version, which never changes.
CREATE TABLE rounds (
  id                  text    PRIMARY KEY,
  title               text    NOT NULL,
  state               text    NOT NULL CHECK (state IN ('planned', 'open', 'closed')),
  methodology_version text    NOT NULL,
  clear_required      boolean NOT NULL,
  endorse_required    boolean NOT NULL,
  person_criteria     text[]  NOT NULL,
  unscored_tiers      text[]  NOT NULL DEFAULT '{}',  -- whose cases people decide without a score
  -- What a tier asks of those who judge; four lists in the same order.
  tiers               text[]  NOT NULL DEFAULT '{}',
  tier_reviewers      int[]   NOT NULL DEFAULT '{}',
  tier_opinions       boolean[] NOT NULL DEFAULT '{}',
  tier_quorums        int[]   NOT NULL DEFAULT '{}',
  valuation_day       date    NOT NULL,
  base_fiscal_year    int     NOT NULL,
  price_year          int     NOT NULL,
  formulation_from    date,
  submission_from     date,
  submission_until    date    NOT NULL,
  iteration_until     date    CHECK (iteration_until >= submission_until),
  decision_until      date    NOT NULL CHECK (decision_until >= submission_until),
  follow_up_until     date    CHECK (follow_up_until >= decision_until),
  standing            boolean NOT NULL DEFAULT false,
  rest_weekdays       int[]   NOT NULL DEFAULT '{6,7}',  -- ISO 8601
  holidays            date[]  NOT NULL DEFAULT '{}',
  holiday_titles      text[]  NOT NULL DEFAULT '{}',     -- in the same order
  level_steps         text[]  NOT NULL DEFAULT '{}',     -- states with a service level
  level_days          int[]   NOT NULL DEFAULT '{}',     -- working days, in the same order
  contact             text    NOT NULL DEFAULT '',
  declarations_required boolean NOT NULL DEFAULT false,
  valid_from_us       bigint  NOT NULL,
  txid                xid8    NOT NULL
);
CREATE INDEX rounds_year ON rounds (base_fiscal_year, id);

-- revision, revision_hash, authors and evaluation are set while a revision is pinned (SIGNED and later).
CREATE TABLE submissions (
  round         text   NOT NULL REFERENCES rounds,
  id            text   NOT NULL,
  project       text   NOT NULL,
  case_id       text   NOT NULL,
  kind          text   NOT NULL,
  state         text   NOT NULL,
  revision      int    NOT NULL DEFAULT 0,
  revision_hash text   NOT NULL DEFAULT '',
  authors       text[] NOT NULL DEFAULT '{}',
  iteration     int    NOT NULL CHECK (iteration >= 1),
  evaluation    text   NOT NULL DEFAULT '',
  tier          text   NOT NULL DEFAULT '',  -- of that evaluation; '' where the methodology has none
  reviewer      text,
  co_reviewers  text[] NOT NULL DEFAULT '{}',
  lead_agency   text   NOT NULL,
  ministry_rank int    CHECK (ministry_rank >= 1),
  earlier_tier  text   NOT NULL DEFAULT '',
  urgency       text   NOT NULL DEFAULT '',
  created_us    bigint NOT NULL,
  state_since_us bigint NOT NULL DEFAULT 0,
  step_due_day  date,  -- by when the state is to be left
  valid_from_us bigint NOT NULL,
  txid          xid8   NOT NULL,
  PRIMARY KEY (round, id)
);
CREATE INDEX submissions_reviewer ON submissions (reviewer) WHERE state IN ('screening', 'in_review');
CREATE UNIQUE INDEX submissions_open_case ON submissions (round, project, case_id)
  WHERE state NOT IN ('approved', 'approved_with_observations', 'rejected', 'deferred', 'withdrawn');
CREATE INDEX submissions_project ON submissions (project);

-- Who of the agency cleared which revision; an empty hash: a clearance that was taken back.
CREATE TABLE clearances (
  round         text   NOT NULL,
  submission    text   NOT NULL,
  office        text   NOT NULL CHECK (office IN ('technology', 'finance')),
  revision_hash text   NOT NULL,
  person        text   NOT NULL,
  valid_from_us bigint NOT NULL,
  txid          xid8   NOT NULL,
  PRIMARY KEY (round, submission, office),
  FOREIGN KEY (round, submission) REFERENCES submissions
);

-- What a revision asked for when it was signed, and what its evaluation said when it was handed in: copies of what
-- appraisal says for ever, so that a round is ranked from one place.
CREATE TABLE submission_asks (
  round        text    NOT NULL,
  submission   text    NOT NULL,
  revision     int     NOT NULL,
  line         int     NOT NULL,
  fiscal_year  int     NOT NULL,
  budget_line  text    NOT NULL,
  new_money    boolean NOT NULL,
  unit         text    NOT NULL,
  amount_minor bigint  NOT NULL,
  basis        text    NOT NULL CHECK (basis IN ('nominal', 'real')),
  price_year   int     NOT NULL,
  PRIMARY KEY (round, submission, revision, line),
  FOREIGN KEY (round, submission) REFERENCES submissions
);
CREATE TABLE submission_figures (
  round            text   NOT NULL,
  submission       text   NOT NULL,
  revision         int    NOT NULL,
  unit             text   NOT NULL,
  basis            text   NOT NULL CHECK (basis IN ('nominal', 'real')),
  price_year       int    NOT NULL,
  total_cost_minor bigint,
  costs_pv_minor   bigint,
  npv_minor        bigint,
  bcr_bp           bigint,
  score_bp         int,
  suggestion       text   NOT NULL,
  PRIMARY KEY (round, submission, revision),
  FOREIGN KEY (round, submission) REFERENCES submissions
);

-- Ceilings are set as a whole; every version stays. In an open round a second person confirms.
CREATE TABLE ceiling_sets (
  round         text   NOT NULL REFERENCES rounds,
  version       int    NOT NULL CHECK (version >= 1),
  reason        text   NOT NULL,
  proposed_by   text   NOT NULL,
  confirmed_by  text,
  in_force      boolean NOT NULL,
  created_us    bigint NOT NULL,
  valid_from_us bigint NOT NULL,
  txid          xid8   NOT NULL,
  PRIMARY KEY (round, version),
  CHECK (confirmed_by <> proposed_by)
);
CREATE TABLE ceilings (
  round        text   NOT NULL,
  version      int    NOT NULL,
  line         int    NOT NULL,
  agency       text   NOT NULL,
  fiscal_year  int    NOT NULL,
  unit         text   NOT NULL,
  amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
  basis        text   NOT NULL CHECK (basis IN ('nominal', 'real')),
  price_year   int    NOT NULL,
  PRIMARY KEY (round, version, line),
  UNIQUE (round, version, agency, fiscal_year),
  FOREIGN KEY (round, version) REFERENCES ceiling_sets
);

CREATE TABLE assessments (
  round         text   NOT NULL,
  submission    text   NOT NULL,
  iteration     int    NOT NULL,
  criterion     text   NOT NULL,
  revision_hash text   NOT NULL,
  score         int    NOT NULL CHECK (score BETWEEN 0 AND 4),
  reason        text   NOT NULL,
  assessor      text   NOT NULL,
  valid_from_us bigint NOT NULL,
  txid          xid8   NOT NULL,
  PRIMARY KEY (round, submission, iteration, criterion),
  FOREIGN KEY (round, submission) REFERENCES submissions
);

CREATE TABLE observations (
  round         text   NOT NULL,
  submission    text   NOT NULL,
  id            text   NOT NULL,
  field         text   NOT NULL,
  severity      text   NOT NULL,
  text          text   NOT NULL,
  due_day       date   NOT NULL,
  state         text   NOT NULL CHECK (state IN ('open', 'replied', 'closed')),
  author        text   NOT NULL,
  revision      int    NOT NULL,
  reply         text   NOT NULL DEFAULT '',
  replied_by    text,
  closed_by     text,
  evidence        text   NOT NULL DEFAULT '',
  document_hash   text   NOT NULL DEFAULT '',
  answered_fields text[] NOT NULL DEFAULT '{}',
  reopened_count  int    NOT NULL DEFAULT 0,
  valid_from_us bigint NOT NULL,
  txid          xid8   NOT NULL,
  PRIMARY KEY (round, submission, id),
  FOREIGN KEY (round, submission) REFERENCES submissions
);

-- What was decided, on what: never changed.
CREATE TABLE decisions (
  round               text   NOT NULL,
  submission          text   NOT NULL,
  id                  int    NOT NULL CHECK (id >= 1),
  outcome             text   NOT NULL,
  reason              text   NOT NULL,
  decided_by          text   NOT NULL,
  recorded_by         text   NOT NULL,
  revision            text   NOT NULL,
  revision_hash       text   NOT NULL,
  methodology_version text   NOT NULL,
  engine_version      text   NOT NULL,
  seed                bigint NOT NULL,
  evaluation          text   NOT NULL,
  evaluation_hash     text   NOT NULL,
  suggestion          text   NOT NULL,
  authorised_until    date,
  open_observations   text[] NOT NULL,
  project             text   NOT NULL,
  authorisation       text,
  created_us          bigint NOT NULL,
  reasons             text[] NOT NULL DEFAULT '{}',
  against_suggestion  text   NOT NULL DEFAULT '',
  instrument_kind     text,
  instrument_number   text,
  instrument_day      date,
  instrument_hash     text,
  authorised_from     date,
  yearly_continuation boolean NOT NULL DEFAULT false,
  supersedes          int    CHECK (supersedes < id),
  grounds             text[] NOT NULL DEFAULT '{}',
  ground_titles       text[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (round, submission, id),
  FOREIGN KEY (round, submission) REFERENCES submissions
);

-- The state as people left it: that it lapsed after valid_until is not written. continued_until is the last
-- fiscal year confirmed, or null when none has to be.
CREATE TABLE authorisations (
  project         text   NOT NULL,
  id              text   NOT NULL,
  decision        text   NOT NULL,
  state           text   NOT NULL CHECK (state IN ('provisional', 'effective', 'suspended', 'revoked')),
  valid_from      date   NOT NULL,
  valid_until     date   NOT NULL CHECK (valid_until >= valid_from),
  continued_until int,
  created_us      bigint NOT NULL,
  valid_from_us bigint NOT NULL,
  txid          xid8   NOT NULL,
  PRIMARY KEY (project, id),
  CONSTRAINT authorisations_decision UNIQUE (decision)
);

-- Money by fiscal year and budget line: what is authorised, and beside it what the case asked for.
CREATE TABLE authorisation_amounts (
  project       text    NOT NULL,
  authorisation text    NOT NULL,
  asked         boolean NOT NULL,
  line          int     NOT NULL,
  fiscal_year   int     NOT NULL,
  budget_line   text    NOT NULL,
  unit          text    NOT NULL,
  amount_minor  bigint  NOT NULL,
  basis         text    NOT NULL CHECK (basis IN ('nominal', 'real')),
  price_year    int     NOT NULL,
  PRIMARY KEY (project, authorisation, asked, line),
  FOREIGN KEY (project, authorisation) REFERENCES authorisations
);

-- Obligations that come with an authorisation; text, owner and day are as the decision set them.
CREATE TABLE conditions (
  project       text   NOT NULL,
  authorisation text   NOT NULL,
  id            text   NOT NULL,
  kind          text   NOT NULL CHECK (kind IN ('precedent', 'subsequent')),
  text          text   NOT NULL,
  owner         text   NOT NULL,
  due_day       date   NOT NULL,
  state         text   NOT NULL CHECK (state IN ('open', 'met', 'accepted', 'refused')),
  evidence      text   NOT NULL DEFAULT '',
  document_hash text   NOT NULL DEFAULT '',
  met_by        text,
  judged_by     text,
  judgement     text   NOT NULL DEFAULT '',
  valid_from_us bigint NOT NULL,
  txid          xid8   NOT NULL,
  PRIMARY KEY (project, authorisation, id),
  FOREIGN KEY (project, authorisation) REFERENCES authorisations,
  CHECK (state <> 'accepted' OR judged_by <> met_by)
);

-- What was done to an authorisation after its decision: never changed. The money is what a carry-over moved.
CREATE TABLE authorisation_acts (
  project       text   NOT NULL,
  authorisation text   NOT NULL,
  number        int    NOT NULL CHECK (number >= 1),
  kind          text   NOT NULL,
  reason        text   NOT NULL,
  person        text   NOT NULL,
  at_us         bigint NOT NULL,
  state_before  text   NOT NULL,
  state_after   text   NOT NULL,
  fiscal_year   int,
  budget_line   text   NOT NULL DEFAULT '',
  unit          text,
  amount_minor  bigint CHECK (amount_minor > 0),
  basis         text   CHECK (basis IN ('nominal', 'real')),
  price_year    int,
  PRIMARY KEY (project, authorisation, number),
  FOREIGN KEY (project, authorisation) REFERENCES authorisations
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% never changes', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER decisions_never_change BEFORE UPDATE OR DELETE ON decisions
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER decisions_never_emptied BEFORE TRUNCATE ON decisions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER amounts_never_change BEFORE UPDATE OR DELETE ON authorisation_amounts
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER amounts_never_emptied BEFORE TRUNCATE ON authorisation_amounts
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER asks_never_change BEFORE UPDATE OR DELETE ON submission_asks
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER figures_never_change BEFORE UPDATE OR DELETE ON submission_figures
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ceilings_never_change BEFORE UPDATE OR DELETE ON ceilings
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER acts_never_change BEFORE UPDATE OR DELETE ON authorisation_acts
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER acts_never_emptied BEFORE TRUNCATE ON authorisation_acts
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

SELECT keep_history('rounds'), keep_history('submissions'), keep_history('assessments'),
       keep_history('observations'), keep_history('authorisations'), keep_history('clearances'),
       keep_history('ceiling_sets'), keep_history('conditions');

-- What is only added to was there from its instant on; amounts, asks, figures and ceilings belong to something that
-- keeps its history, and never change.
SELECT keep_past('decisions', $$decisions WHERE created_us <= current_setting('cartera.as_of_us')::bigint$$),
       keep_past('authorisation_acts',
                 $$authorisation_acts WHERE at_us <= current_setting('cartera.as_of_us')::bigint$$),
       keep_past('authorisation_amounts', 'authorisation_amounts'), keep_past('ceilings', 'ceilings');

-- What other services may read. A view's columns never change meaning; a new meaning is a _v2.
CREATE VIEW review_read.submissions_v1 AS
  SELECT round, id, project, case_id, kind, state, iteration, lead_agency, valid_from_us AS updated_us
    FROM submissions;
CREATE VIEW review_read.authorisations_v1 AS
  SELECT a.project, a.id, a.state, m.fiscal_year, m.budget_line, m.unit, m.amount_minor, m.basis,
         m.price_year, a.valid_from, a.valid_until
    FROM authorisations a
    JOIN authorisation_amounts m ON m.project = a.project AND m.authorisation = a.id AND NOT m.asked;
CREATE VIEW review_read.audit_v1 AS SELECT subject, seq, at_us, txid, entry, hash FROM audit;
CREATE VIEW review_read.chain_heads_v1 AS SELECT subject, length, hash FROM chain_heads;

-- Every version, true from valid_from_us until just before valid_to_us: for reports of the past. Views, not
-- functions: conditions on them reach the indexes.
CREATE INDEX submissions_history_project ON submissions_history (project);
CREATE VIEW review_read.submission_versions_v1 AS
  SELECT round, id, project, state, valid_from_us, 9223372036854775807 AS valid_to_us FROM submissions
  UNION ALL
  SELECT round, id, project, state, valid_from_us, valid_to_us FROM submissions_history;
CREATE VIEW review_read.authorisation_versions_v1 AS
  SELECT a.project, a.id, a.state, m.unit, m.amount_minor, m.basis, m.price_year, a.valid_from_us, a.valid_to_us
    FROM (SELECT project, id, state, valid_from_us, 9223372036854775807 AS valid_to_us FROM authorisations
          UNION ALL
          SELECT project, id, state, valid_from_us, valid_to_us FROM authorisations_history) a
    JOIN authorisation_amounts m ON m.project = a.project AND m.authorisation = a.id AND NOT m.asked;

-- Which projects began to count differently, and when: oversight folds these into its cells. One row is added in
-- the transaction of the change, so that writers never wait for one another. Any new version of a submission
-- counts: the latest one gives the project its state.
CREATE TABLE project_changes (
  at_us   bigint NOT NULL,
  project text   NOT NULL
);
CREATE INDEX project_changes_at ON project_changes (at_us, project);
REVOKE INSERT, UPDATE, DELETE ON project_changes FROM cartera_review;
CREATE FUNCTION note_project_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO project_changes (at_us, project) VALUES (NEW.valid_from_us, NEW.project);
  RETURN NULL;
END $$;
CREATE TRIGGER submissions_changed AFTER INSERT OR UPDATE ON submissions
  FOR EACH ROW EXECUTE FUNCTION note_project_change();
CREATE TRIGGER authorisations_changed AFTER INSERT OR UPDATE ON authorisations
  FOR EACH ROW EXECUTE FUNCTION note_project_change();
CREATE VIEW review_read.project_changes_v1 AS SELECT at_us, project FROM project_changes;

-- Notes the changes anew from the versions: after rows were loaded with triggers off. For the owner.
CREATE FUNCTION rebuild_project_changes() RETURNS void LANGUAGE sql SET search_path FROM CURRENT AS $$
  TRUNCATE project_changes;
  INSERT INTO project_changes (at_us, project)
  SELECT v.valid_from_us, v.project FROM (
    SELECT s.valid_from_us, s.project FROM review_read.submission_versions_v1 s
    UNION ALL
    SELECT a.valid_from_us, a.project FROM authorisations a
    UNION ALL
    SELECT a.valid_from_us, a.project FROM authorisations_history a) v ORDER BY v.valid_from_us
$$;
REVOKE EXECUTE ON FUNCTION rebuild_project_changes() FROM cartera_review;

-- What must hold here.
CREATE VIEW review_read.invariants_v1 AS
  SELECT 'review.' || r.name AS name, r.checked, r.differing, r.examples FROM record_invariants r;
