-- What agency and centre say to one another about a submission, turn by turn.

-- The turns of an observation: never changed. The observation's own row shows the latest reply.
CREATE TABLE observation_acts (
  round           text   NOT NULL,
  submission      text   NOT NULL,
  observation     text   NOT NULL,
  number          int    NOT NULL CHECK (number >= 1),
  kind            text   NOT NULL CHECK (kind IN ('reply', 'close', 'reopen')),
  text            text   NOT NULL,
  evidence        text   NOT NULL,
  document_hash   text   NOT NULL,
  answered_fields text[] NOT NULL,
  person          text   NOT NULL,
  at_us           bigint NOT NULL,
  PRIMARY KEY (round, submission, observation, number),
  FOREIGN KEY (round, submission, observation) REFERENCES observations
);
CREATE TRIGGER observation_acts_never_change BEFORE UPDATE OR DELETE ON observation_acts
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER observation_acts_never_emptied BEFORE TRUNCATE ON observation_acts
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Questions that ask for no change of the case. From asked_us until answered_us the clock stands still.
CREATE TABLE clarifications (
  round         text   NOT NULL,
  submission    text   NOT NULL,
  id            text   NOT NULL,
  field         text   NOT NULL,
  question      text   NOT NULL,
  asked_by      text   NOT NULL,
  asked_us      bigint NOT NULL,
  answer        text   NOT NULL DEFAULT '',
  answered_by   text,
  answered_us   bigint CHECK (answered_us >= asked_us),
  valid_from_us bigint NOT NULL,
  txid          xid8   NOT NULL,
  PRIMARY KEY (round, submission, id),
  FOREIGN KEY (round, submission) REFERENCES submissions,
  CHECK ((answered_us IS NULL) = (answered_by IS NULL))
);
SELECT keep_history('clarifications'),
       keep_past('observation_acts',
                 $$observation_acts WHERE at_us <= current_setting('cartera.as_of_us')::bigint$$);

SELECT guard_rows(t,
  'EXISTS (SELECT FROM submissions s WHERE s.round = this.round AND s.id = this.submission)',
  'EXISTS (SELECT FROM submissions s WHERE s.round = this.round AND s.id = this.submission)')
  FROM unnest('{observation_acts, clarifications}'::regclass[]) AS t;
REVOKE DELETE ON observation_acts, clarifications FROM cartera_review;
