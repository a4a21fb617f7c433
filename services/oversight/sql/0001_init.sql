-- Oversight owns no facts: it reads what the other services publish in <service>_read. What it keeps are cells:
-- counts and sums by the declared dimensions, folded from the versions of the facts and at any time provable
-- from them (rebuild_cells, the invariant oversight.cells).

-- The instants for which cells stand folded: base 0 is the newest, 202611 the end of November 2026 (UTC). An
-- answer at another instant takes the nearest and corrects it by the projects that changed in between.
CREATE TABLE cell_bases (
  base  int    PRIMARY KEY,
  at_us bigint NOT NULL
);
INSERT INTO cell_bases (base, at_us) VALUES (0, 0);

-- agency: the lead agency, '' for all together. dimension: 1 all, 2 stage, 4 kind, 5 state of the latest
-- submission, 6 authorised amounts. unit '' where the budget is unknown.
CREATE TABLE cells (
  base       int      NOT NULL REFERENCES cell_bases,
  agency     text     NOT NULL,
  dimension  int      NOT NULL,
  open       boolean  NOT NULL,
  key        text     NOT NULL,
  unit       text     NOT NULL,
  basis      text     NOT NULL,
  price_year int      NOT NULL,
  count      bigint   NOT NULL,
  sum_minor  numeric  NOT NULL,
  PRIMARY KEY (base, agency, dimension, open, key, unit, basis, price_year)
) WITH (fillfactor = 70);

-- Projects that changed after one instant, up to another.
SET LOCAL check_function_bodies = off;  -- the views may not be there yet
CREATE FUNCTION changed_projects(after_us bigint, until_us bigint) RETURNS TABLE (project text)
LANGUAGE sql STABLE AS $$
  SELECT c.project FROM registry_read.project_changes_v1 c WHERE c.at_us > after_us AND c.at_us <= until_us
  UNION
  SELECT c.project FROM review_read.project_changes_v1 c WHERE c.at_us > after_us AND c.at_us <= until_us
$$;

-- What projects count for at an instant: cells_of the given ones, each named once, cells_of_all every one.
DO $do$
DECLARE
  roll_up text := $q$
    SELECT l.agency, f.open, d.dimension, d.key, f.unit, f.basis, f.price_year, count(*),
           coalesce(sum(f.minor), 0)
      FROM fact f, LATERAL (VALUES (''), (f.agency)) AS l (agency),
           LATERAL (VALUES (1, ''), (2, f.stage), (4, f.kind), (5, f.state)) AS d (dimension, key)
     GROUP BY 1, 2, 3, 4, 5, 6, 7
    UNION ALL
    SELECT l.agency, f.open, 6, '', a.unit, a.basis, a.price_year, count(*), sum(a.amount_minor)
      FROM fact f, LATERAL (VALUES (''), (f.agency)) AS l (agency),
           review_read.authorisation_versions_v1 a
     WHERE a.project = f.id AND a.valid_from_us <= at_us AND a.valid_to_us > at_us
       AND a.state IN ('provisional', 'effective', 'exhausted')  -- and not taken back since
     GROUP BY 1, 2, 5, 6, 7 $q$;
  columns text := $q$
    v.id, v.lead_agency AS agency, v.classification = 'open' AS open, v.stage, v.kind,
    coalesce(v.budget_unit, '') AS unit, coalesce(v.budget_basis, '') AS basis,
    coalesce(v.budget_price_year, 0) AS price_year, v.budget_minor AS minor $q$;
  result text := $q$ RETURNS TABLE (agency text, open boolean, dimension int, key text, unit text, basis text,
    price_year int, count bigint, sum_minor numeric) LANGUAGE sql STABLE $q$;
BEGIN
  EXECUTE format($f$ CREATE FUNCTION cells_of(ids text[], at_us bigint) %s AS $b$
    WITH fact AS MATERIALIZED (
      SELECT %s, coalesce((SELECT s.state FROM review_read.submission_versions_v1 s
                            WHERE s.project = v.id AND s.valid_from_us <= at_us AND s.valid_to_us > at_us
                            ORDER BY s.valid_from_us DESC, s.round DESC, s.id DESC LIMIT 1), 'none') AS state
        FROM unnest(ids) AS i (id) JOIN registry_read.project_versions_v1 v ON v.id = i.id
       WHERE v.valid_from_us <= at_us AND v.valid_to_us > at_us) %s $b$ $f$, result, columns, roll_up);
  EXECUTE format($f$ CREATE FUNCTION cells_of_all(at_us bigint) %s AS $b$
    WITH latest AS (
      SELECT DISTINCT ON (s.project) s.project, s.state FROM review_read.submission_versions_v1 s
       WHERE s.valid_from_us <= at_us AND s.valid_to_us > at_us
       ORDER BY s.project, s.valid_from_us DESC, s.round DESC, s.id DESC
    ), fact AS MATERIALIZED (
      SELECT %s, coalesce(s.state, 'none') AS state
        FROM registry_read.project_versions_v1 v LEFT JOIN latest s ON s.project = v.id
       WHERE v.valid_from_us <= at_us AND v.valid_to_us > at_us) %s $b$ $f$, result, columns, roll_up);
END $do$;

-- The end of the month (UTC) in which an instant lies, its last microsecond.
CREATE FUNCTION month_end_us(at_us bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
  SELECT (extract(epoch FROM date_trunc('month', timestamp '1970-01-01' + at_us / 1000000 * interval '1 s')
                             + interval '1 month') * 1000000)::bigint - 1
$$;

-- Folds what changed between two instants into base 0, as signed differences; when much changed, anew.
CREATE FUNCTION fold_changes(after_us bigint, until_us bigint) RETURNS bigint
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  ids text[] := ARRAY(SELECT c.project FROM changed_projects(after_us, until_us) c);
BEGIN
  IF cardinality(ids) > 20000 THEN
    DELETE FROM cells WHERE base = 0;
    INSERT INTO cells (base, agency, dimension, open, key, unit, basis, price_year, count, sum_minor)
    SELECT 0, n.agency, n.dimension, n.open, n.key, n.unit, n.basis, n.price_year, n.count, n.sum_minor
      FROM cells_of_all(until_us) n;
  ELSIF cardinality(ids) > 0 THEN
    INSERT INTO cells AS c (base, agency, dimension, open, key, unit, basis, price_year, count, sum_minor)
    SELECT 0, d.agency, d.dimension, d.open, d.key, d.unit, d.basis, d.price_year,
           sum(d.sign * d.count), sum(d.sign * d.sum_minor)
      FROM (SELECT -1 AS sign, * FROM cells_of(ids, after_us)
            UNION ALL
            SELECT 1, * FROM cells_of(ids, until_us)) d
     GROUP BY d.agency, d.dimension, d.open, d.key, d.unit, d.basis, d.price_year
    HAVING sum(d.sign * d.count) <> 0 OR sum(d.sign * d.sum_minor) <> 0
    ON CONFLICT (base, agency, dimension, open, key, unit, basis, price_year)
    DO UPDATE SET count = c.count + EXCLUDED.count, sum_minor = c.sum_minor + EXCLUDED.sum_minor;
  END IF;
  RETURN cardinality(ids);
END $$;

-- Brings base 0 to a closed instant and keeps the ends of months on the way, those in which something changed.
-- Returns how many projects it went over. One at a time; a second one returns at once.
CREATE FUNCTION fold_cells(until_us bigint) RETURNS bigint
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  start_us  bigint;
  folded_us bigint;
  end_us    bigint;
  step_us   bigint;
  month     int;
  projects  bigint := 0;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtextextended('cartera cells', 0)) THEN
    RETURN 0;
  END IF;
  SELECT b.at_us INTO start_us FROM cell_bases b WHERE b.base = 0;
  SELECT greatest(start_us, least((SELECT min(c.at_us) FROM registry_read.project_changes_v1 c),
                                  (SELECT min(c.at_us) FROM review_read.project_changes_v1 c)) - 1)
    INTO folded_us;
  WHILE folded_us < until_us LOOP
    end_us := month_end_us(folded_us + 1);
    step_us := least(end_us, until_us);
    projects := projects + fold_changes(folded_us, step_us);
    IF step_us = end_us AND EXISTS (
         SELECT FROM changed_projects(month_end_us(end_us - 2851200000000), end_us)) THEN
      month := to_char(timestamp '1970-01-01' + end_us / 1000000 * interval '1 s', 'YYYYMM')::int;
      INSERT INTO cell_bases (base, at_us) VALUES (month, end_us);
      INSERT INTO cells (base, agency, dimension, open, key, unit, basis, price_year, count, sum_minor)
      SELECT month, c.agency, c.dimension, c.open, c.key, c.unit, c.basis, c.price_year, c.count, c.sum_minor
        FROM cells c WHERE c.base = 0 AND c.count <> 0;
    END IF;
    folded_us := step_us;
  END LOOP;
  -- An idle server writes nothing.
  IF projects > 0 OR month_end_us(start_us) < until_us THEN
    UPDATE cell_bases SET at_us = until_us WHERE base = 0 AND at_us < until_us;
  END IF;
  RETURN projects;
END $$;

-- Makes every cell anew from the facts, up to a closed instant: after rows were loaded with triggers off
-- (registry's and review's rebuild_project_changes come first then).
CREATE FUNCTION rebuild_cells(until_us bigint) RETURNS bigint
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('cartera cells', 0));
  DELETE FROM cells;
  DELETE FROM cell_bases WHERE base <> 0;
  UPDATE cell_bases SET at_us = 0 WHERE base = 0;
  RETURN fold_cells(until_us);
END $$;

-- What must hold here: cells are what the facts of their instant say, and the record is whole.
CREATE VIEW oversight_read.invariants_v1 AS
  SELECT 'oversight.' || r.name AS name, r.checked, r.differing, r.examples FROM record_invariants r;
