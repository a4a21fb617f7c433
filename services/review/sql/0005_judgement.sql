-- What stands behind a decision besides the agreed scores.

-- Scores of several reviewers, each their own; nobody sees another's before all are given.
CREATE TABLE blind_scores (
  round         text   NOT NULL,
  submission    text   NOT NULL,
  iteration     int    NOT NULL,
  criterion     text   NOT NULL,
  seat          text   NOT NULL,  -- the reviewer whose score it is
  person        text   NOT NULL,  -- who gave it: the reviewer, or who stood in
  revision_hash text   NOT NULL,
  score         int    NOT NULL CHECK (score BETWEEN 0 AND 4),
  reason        text   NOT NULL,
  valid_from_us bigint NOT NULL,
  txid          xid8   NOT NULL,
  PRIMARY KEY (round, submission, iteration, criterion, seat),
  FOREIGN KEY (round, submission) REFERENCES submissions
);

CREATE TABLE opinions (
  round         text   NOT NULL,
  submission    text   NOT NULL,
  number        int    NOT NULL CHECK (number >= 1),
  iteration     int    NOT NULL,
  revision_hash text   NOT NULL,
  finding       text   NOT NULL CHECK (finding IN ('favourable', 'with_reservations', 'unfavourable')),
  text          text   NOT NULL,
  person        text   NOT NULL,
  at_us         bigint NOT NULL,
  PRIMARY KEY (round, submission, number),
  FOREIGN KEY (round, submission) REFERENCES submissions
);

CREATE TABLE votes (
  round         text   NOT NULL,
  submission    text   NOT NULL,
  iteration     int    NOT NULL,
  person        text   NOT NULL,
  revision_hash text   NOT NULL,
  choice        text   NOT NULL CHECK (choice IN ('approve', 'reject', 'abstain')),
  reason        text   NOT NULL,
  valid_from_us bigint NOT NULL,
  txid          xid8   NOT NULL,
  PRIMARY KEY (round, submission, iteration, person),
  FOREIGN KEY (round, submission) REFERENCES submissions
);

CREATE TABLE appeals (
  round         text   NOT NULL,
  submission    text   NOT NULL,
  number        int    NOT NULL CHECK (number >= 1),
  decision      int    NOT NULL,  -- the rejection
  grounds       text   NOT NULL,
  person        text   NOT NULL,
  judges        text[] NOT NULL,  -- who reviewed and decided what is appealed
  at_us         bigint NOT NULL,
  PRIMARY KEY (round, submission, number),
  FOREIGN KEY (round, submission, decision) REFERENCES decisions
);
CREATE TRIGGER opinions_never_change BEFORE UPDATE OR DELETE ON opinions
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER appeals_never_change BEFORE UPDATE OR DELETE ON appeals
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

SELECT keep_history('blind_scores'), keep_history('votes'),
       keep_past('opinions', $$opinions WHERE at_us <= current_setting('cartera.as_of_us')::bigint$$),
       keep_past('appeals', $$appeals WHERE at_us <= current_setting('cartera.as_of_us')::bigint$$);
SELECT guard_rows(t,
  'EXISTS (SELECT FROM submissions s WHERE s.round = this.round AND s.id = this.submission)',
  'EXISTS (SELECT FROM submissions s WHERE s.round = this.round AND s.id = this.submission)')
  FROM unnest('{blind_scores, opinions, votes, appeals}'::regclass[]) AS t;
REVOKE DELETE ON blind_scores, opinions, votes, appeals FROM cartera_review;
