-- Who looks at which case.

-- What people of the centre said of their own interest. A declared conflict stands.
CREATE TABLE interest_declarations (
  round         text    NOT NULL,
  submission    text    NOT NULL,
  person        text    NOT NULL,
  conflict      boolean NOT NULL,
  reason        text    NOT NULL,
  valid_from_us bigint  NOT NULL,
  txid          xid8    NOT NULL,
  PRIMARY KEY (round, submission, person),
  FOREIGN KEY (round, submission) REFERENCES submissions
);

CREATE TABLE reviewer_profiles (
  person        text   PRIMARY KEY,
  skills        text[] NOT NULL,  -- kinds of projects
  capacity      int    NOT NULL CHECK (capacity >= 0),
  valid_from_us bigint NOT NULL,
  txid          xid8   NOT NULL
);

-- until_day before from_day: it was ended before it began.
CREATE TABLE delegations (
  person        text   NOT NULL,
  id            text   NOT NULL,
  delegate      text   NOT NULL CHECK (delegate <> person),
  from_day      date   NOT NULL,
  until_day     date   NOT NULL,
  reason        text   NOT NULL,
  valid_from_us bigint NOT NULL,
  txid          xid8   NOT NULL,
  PRIMARY KEY (person, id)
);
SELECT keep_history('interest_declarations'), keep_history('reviewer_profiles'), keep_history('delegations');

SELECT guard_rows('interest_declarations',
  'EXISTS (SELECT FROM submissions s WHERE s.round = this.round AND s.id = this.submission)',
  'EXISTS (SELECT FROM submissions s WHERE s.round = this.round AND s.id = this.submission)');
SELECT guard_rows(t, $$(SELECT current_setting('cartera.seen', true) <> '')$$,
                  $$(SELECT current_setting('cartera.seen', true) <> '')$$)
  FROM unnest('{reviewer_profiles, delegations}'::regclass[]) AS t;
REVOKE DELETE ON interest_declarations, reviewer_profiles, delegations FROM cartera_review;
