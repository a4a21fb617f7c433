-- Who sees which rows (guard_rows): everybody registered the rounds; of a project what is submitted, said,
-- decided and authorised, when it is led or joined by an agency that the caller sees. It is the project's
-- present lead that counts, not the one at the time of the submission.
SELECT guard_rows(t, $$(SELECT current_setting('cartera.seen', true) <> '')$$,
                  $$(SELECT current_setting('cartera.seen', true) <> '')$$)
  FROM unnest('{rounds, ceiling_sets, ceilings}'::regclass[]) AS t;
SELECT guard_rows(t,
  'EXISTS (SELECT FROM registry_read.placed_projects_v1 s WHERE s.placed = this.project)',
  'EXISTS (SELECT FROM registry_read.placed_projects_v1 s WHERE s.placed = this.project)')
  FROM unnest('{submissions, decisions, authorisations, authorisation_amounts, authorisation_acts,
                conditions}'::regclass[]) AS t;
SELECT guard_rows(t,
  'EXISTS (SELECT FROM submissions s WHERE s.round = this.round AND s.id = this.submission)',
  'EXISTS (SELECT FROM submissions s WHERE s.round = this.round AND s.id = this.submission)')
  FROM unnest('{assessments, observations, clearances, submission_asks, submission_figures}'::regclass[]) AS t;
REVOKE DELETE ON rounds, submissions, assessments, observations, decisions, authorisations,
                 authorisation_amounts, authorisation_acts, conditions, clearances, submission_asks,
                 submission_figures, ceiling_sets, ceilings FROM cartera_review;
