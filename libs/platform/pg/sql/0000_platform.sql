-- What every service schema starts with: the write path (begin_write, seal_write), stored answers,
-- audit chains, outbox and inbox, row history and the closed time. Names are unqualified on
-- purpose: the migration runs with search_path = <schema>, pg_temp as the schema's owner, and so
-- do the functions.

-- One row per request_id that succeeded. After 7 days hash and answer go, key and resource stay.
CREATE TABLE answers (
  principal    text   NOT NULL,
  method       text   NOT NULL,
  request_id   text   NOT NULL,
  request_hash bytea,           -- NULL once the answer expired
  answer       bytea  COMPRESSION lz4,
  resource     text   NOT NULL, -- name of what the request made or changed; '' when not told
  at_us        bigint NOT NULL,
  PRIMARY KEY (principal, method, request_id)
);
CREATE INDEX answers_unexpired ON answers (at_us) WHERE request_hash IS NOT NULL;

-- The hash chain of each subject. entry is canonical JSON, hash = SHA-256(previous hash || entry).
CREATE TABLE audit (
  subject text   NOT NULL,
  seq     bigint NOT NULL CHECK (seq >= 1),
  at_us   bigint NOT NULL,
  txid    xid8   NOT NULL,  -- who wrote it, or a later one that had written into the chain: never falls along it
  entry   bytea  NOT NULL,
  hash    bytea  NOT NULL CHECK (octet_length(hash) = 32),
  PRIMARY KEY (subject, seq)
);
CREATE INDEX audit_written ON audit (txid);  -- what grew since the last checkpoint or event
CREATE TABLE chain_heads (
  subject text   PRIMARY KEY,
  length  bigint NOT NULL CHECK (length >= 1),
  hash    bytea  NOT NULL CHECK (octet_length(hash) = 32),
  txid    xid8   NOT NULL  -- of the last entry
) WITH (fillfactor = 70);

-- Effects for other services; delivered in order (txid, id) per aggregate, swept a month later.
CREATE TABLE outbox (
  id              bigserial PRIMARY KEY,
  txid            xid8      NOT NULL,
  aggregate       text      NOT NULL,
  type            text      NOT NULL,
  payload         bytea     NOT NULL,
  at_us           bigint    NOT NULL,
  attempts        int       NOT NULL DEFAULT 0,
  next_attempt_us bigint    NOT NULL DEFAULT 0,
  parked          boolean   NOT NULL DEFAULT false,
  last_error      text      NOT NULL DEFAULT '',
  delivered_us    bigint
);
CREATE INDEX outbox_undelivered ON outbox (txid, id) WHERE delivered_us IS NULL;
CREATE INDEX outbox_held_back ON outbox (aggregate, txid, id)
  WHERE delivered_us IS NULL AND next_attempt_us > 0;

-- What was received from other services, so that an effect happens once.
CREATE TABLE inbox (
  source text   NOT NULL,
  id     bigint NOT NULL,
  at_us  bigint NOT NULL,
  PRIMARY KEY (source, id)
);

-- Deletes effects delivered before an instant, oldest first; looks at `at_most` rows. The runtime
-- role itself may delete nothing.
CREATE FUNCTION sweep_outbox(before_us bigint, at_most bigint) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $$
  WITH swept AS (
    DELETE FROM outbox o USING (SELECT id FROM outbox ORDER BY id LIMIT at_most) oldest
     WHERE o.id = oldest.id AND o.delivered_us < before_us RETURNING 1)
  SELECT count(*) FROM swept
$$;

-- Forgets effects of a source received before an instant. Only such as the source will never send
-- again: its rows below `settled_id` are all delivered.
CREATE FUNCTION sweep_inbox(of_source text, settled_id bigint, before_us bigint, at_most bigint)
RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $$
  WITH swept AS (
    DELETE FROM inbox i USING (SELECT source, id FROM inbox
                                WHERE source = of_source AND id < settled_id
                                ORDER BY source, id LIMIT at_most) oldest
     WHERE i.source = oldest.source AND i.id = oldest.id AND i.at_us < before_us RETURNING 1)
  SELECT count(*) FROM swept
$$;

-- First statement of a write. A second call with the same request_id waits here for the first.
-- Then the writer announces itself: the shared lock (1128485460, seconds since 2020) says
-- "versions from this second on may still appear" until the transaction has ended. A replay may
-- lock and read to authorise; the runner always rolls it back.
CREATE FUNCTION begin_write(
  bucket_s bigint, for_principal text, for_method text, for_request_id text, timeout_ms text,
  OUT xid xid8, OUT replayed boolean, OUT stored_hash bytea, OUT stored_answer bytea,
  OUT stored_resource text)
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('statement_timeout', timeout_ms, true),
          set_config('lock_timeout', timeout_ms, true),
          set_config('cartera.principal', for_principal, true);
  replayed := false;
  IF for_request_id <> '' THEN
    PERFORM pg_advisory_xact_lock(hashtextextended(
      concat_ws(E'\x1f', current_schema(), for_principal, for_method, for_request_id), 0));
    SELECT a.request_hash, a.answer, a.resource INTO stored_hash, stored_answer, stored_resource
      FROM answers a
     WHERE a.principal = for_principal AND a.method = for_method AND a.request_id = for_request_id;
    replayed := FOUND;
    IF replayed THEN
      RETURN;
    END IF;
  END IF;
  PERFORM pg_advisory_xact_lock_shared(1128485460, (bucket_s - 1577836800)::int);
  xid := pg_current_xact_id();
END $$;

-- Last statement of a write: audit chains, outbox and the answer, in one round trip. Entries of
-- one subject are chained in the order given; subjects come sorted, so that two writers cannot
-- deadlock. Runs as the owner: the runtime role itself may write neither audit nor chain_heads.
CREATE FUNCTION seal_write(
  subjects text[], entries bytea[], aggregates text[], types text[], payloads bytea[],
  for_principal text, for_method text, for_request_id text, with_hash bytea, with_answer bytea,
  with_resource text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  now_us bigint := current_setting('cartera.now_us')::bigint;
  xid    xid8   := pg_current_xact_id();
  head   chain_heads;
BEGIN
  FOR i IN 1 .. cardinality(subjects) LOOP
    INSERT INTO chain_heads AS h (subject, length, hash, txid)
    VALUES (subjects[i], 1, sha256(sha256(
              'cartera chain v1'::bytea || '\x00'::bytea || convert_to(current_schema(), 'UTF8') ||
              '\x00'::bytea || convert_to(subjects[i], 'UTF8')) || entries[i]), xid)
    ON CONFLICT (subject) DO UPDATE
       SET length = h.length + 1, hash = sha256(h.hash || entries[i]), txid = greatest(h.txid, xid)
    RETURNING h.* INTO head;
    INSERT INTO audit (subject, seq, at_us, txid, entry, hash)
    VALUES (head.subject, head.length, now_us, head.txid, entries[i], head.hash);
  END LOOP;
  IF cardinality(aggregates) > 0 THEN
    INSERT INTO outbox (txid, aggregate, type, payload, at_us)
    SELECT xid, e.aggregate, e.type, e.payload, now_us
      FROM unnest(aggregates, types, payloads) WITH ORDINALITY AS e (aggregate, type, payload, n)
     ORDER BY e.n;
  END IF;
  IF for_request_id <> '' THEN
    INSERT INTO answers (principal, method, request_id, request_hash, answer, resource, at_us)
    VALUES (for_principal, for_method, for_request_id, with_hash, with_answer, with_resource,
            now_us);
  END IF;
END $$;

-- The last microsecond that no open or future writer can still write into. now_us must have been
-- read from the clock before this statement, and the snapshot to read with must be taken after it.
CREATE FUNCTION closed_time_us(now_us bigint, skew_us bigint) RETURNS bigint LANGUAGE sql AS $$
  SELECT least(now_us, (SELECT min((l.objid::bigint + 1577836800) * 1000000)
                          FROM pg_locks l
                         WHERE l.locktype = 'advisory' AND l.classid = 1128485460 AND l.objsubid = 2
                           AND l.database = (SELECT d.oid FROM pg_database d
                                              WHERE d.datname = current_database()))) - 1 - skew_us
$$;

-- What a table was at the instant of the setting cartera.as_of_us, as the view <schema>_past.<table>: ReadPast reads
-- there what other transactions read in the table. `rows` is a FROM item with the table's columns and a condition.
CREATE FUNCTION keep_past(kept text, rows text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('DROP VIEW IF EXISTS %I.%I', current_schema() || '_past', kept);
  EXECUTE format('CREATE VIEW %I.%I AS SELECT * FROM %s', current_schema() || '_past', kept, rows);
END $$;

-- Keeps every version of a table. The table needs valid_from_us bigint and txid xid8, both NOT
-- NULL; the trigger fills them. Makes <table>_history (the same columns and valid_to_us) and the
-- function <table>_as_of(at_us). Call it again after adding or dropping a column. A change of a
-- row that the same transaction wrote replaces that version: nobody ever saw it.
CREATE FUNCTION keep_history(kept regclass) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  s    text := current_schema();
  t    text := (SELECT relname FROM pg_class WHERE oid = kept);
  h    text := t || '_history';
  col  record;
  cols text;
  keys text;
  olds text;
BEGIN
  IF (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = kept AND a.attnotnull AND
        (a.attname, a.atttypid) IN
        (('valid_from_us', 'bigint'::regtype), ('txid', 'xid8'::regtype))) <> 2
  THEN
    RAISE EXCEPTION 'keep_history: % needs valid_from_us bigint NOT NULL and txid xid8 NOT NULL', t;
  END IF;
  SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum),
         string_agg('OLD.' || quote_ident(attname), ', ' ORDER BY attnum)
    INTO cols, olds
    FROM pg_attribute WHERE attrelid = kept AND attnum > 0 AND NOT attisdropped;
  SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY k.n) INTO keys
    FROM pg_index i, unnest(i.indkey) WITH ORDINALITY AS k (attnum, n), pg_attribute a
   WHERE i.indrelid = kept AND i.indisprimary AND a.attrelid = kept AND a.attnum = k.attnum;
  IF keys IS NULL THEN
    RAISE EXCEPTION 'keep_history: % needs a primary key', t;
  END IF;

  IF to_regclass(format('%I.%I', s, h)) IS NULL THEN
    EXECUTE format('CREATE TABLE %I.%I (LIKE %I.%I, valid_to_us bigint NOT NULL)', s, h, s, t);
    EXECUTE format('CREATE INDEX ON %I.%I (%s, valid_from_us)', s, h, keys);
    EXECUTE format('REVOKE ALL ON %I.%I FROM %I', s, h, 'cartera_' || s);
    EXECUTE format('GRANT SELECT ON %I.%I TO %I', s, h, 'cartera_' || s);
  END IF;
  FOR col IN
    SELECT coalesce(a.attname, b.attname) AS name, format_type(a.atttypid, a.atttypmod) AS type,
           a.attnum AS here, b.attnum AS there
      FROM (SELECT * FROM pg_attribute
             WHERE attrelid = kept AND attnum > 0 AND NOT attisdropped) a
      FULL JOIN (SELECT * FROM pg_attribute
                  WHERE attrelid = format('%I.%I', s, h)::regclass AND attnum > 0
                    AND NOT attisdropped) b
        ON a.attname = b.attname
     WHERE (a.attnum IS NULL OR b.attnum IS NULL) AND b.attname IS DISTINCT FROM 'valid_to_us'
  LOOP
    IF col.there IS NULL THEN
      EXECUTE format('ALTER TABLE %I.%I ADD COLUMN %I %s', s, h, col.name, col.type);
    ELSE
      EXECUTE format('ALTER TABLE %I.%I ALTER COLUMN %I DROP NOT NULL', s, h, col.name);
    END IF;
  END LOOP;

  EXECUTE format($f$
    CREATE OR REPLACE FUNCTION %1$I.%2$I() RETURNS trigger LANGUAGE plpgsql AS $b$
    BEGIN
      IF TG_OP = 'INSERT' THEN
        NEW.valid_from_us := current_setting('cartera.now_us')::bigint;
      ELSIF OLD.txid = pg_current_xact_id() THEN
        NEW.valid_from_us := OLD.valid_from_us;
      ELSE
        NEW.valid_from_us :=
          greatest(current_setting('cartera.now_us')::bigint, OLD.valid_from_us + 1);
      END IF;
      NEW.txid := pg_current_xact_id();
      RETURN NEW;
    END $b$ $f$, s, t || '_stamp');
  EXECUTE format($f$
    CREATE OR REPLACE FUNCTION %1$I.%2$I() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $b$
    BEGIN
      IF OLD.txid = pg_current_xact_id() THEN
        RETURN NULL;
      END IF;
      INSERT INTO %1$I.%3$I (%4$s, valid_to_us) VALUES (%5$s, CASE WHEN TG_OP = 'UPDATE'
        THEN NEW.valid_from_us
        ELSE greatest(current_setting('cartera.now_us')::bigint, OLD.valid_from_us + 1) END);
      RETURN NULL;
    END $b$ $f$, s, t || '_keep', h, cols, olds);
  EXECUTE format('CREATE OR REPLACE TRIGGER %I BEFORE INSERT OR UPDATE ON %I.%I
                  FOR EACH ROW EXECUTE FUNCTION %I.%I()', t || '_stamp', s, t, s, t || '_stamp');
  EXECUTE format('CREATE OR REPLACE TRIGGER %I AFTER UPDATE OR DELETE ON %I.%I
                  FOR EACH ROW EXECUTE FUNCTION %I.%I()', t || '_keep', s, t, s, t || '_keep');
  -- One plain SELECT, so that the planner inlines it and conditions reach the indexes.
  EXECUTE format($f$
    CREATE OR REPLACE FUNCTION %1$I.%2$I(at_us bigint) RETURNS SETOF %1$I.%3$I
    LANGUAGE sql STABLE AS $b$
      SELECT %4$s FROM %1$I.%3$I WHERE valid_from_us <= at_us
      UNION ALL
      SELECT %4$s FROM %1$I.%5$I WHERE valid_from_us <= at_us AND valid_to_us > at_us
    $b$ $f$, s, t || '_as_of', t, cols, h);
  PERFORM keep_past(t, format('%I.%I(current_setting(''cartera.as_of_us'')::bigint)', s, t || '_as_of'));
END $$;

-- What must hold in every schema, proven anew at each look: how many rows were checked, how many differ, and the
-- first of those. A service publishes it with its own as <service>_read.invariants_v1.
CREATE VIEW record_invariants AS
  SELECT 'chain_heads' AS name, count(*) AS checked, count(*) FILTER (WHERE c.differs) AS differing,
         (array_agg(c.subject ORDER BY c.subject) FILTER (WHERE c.differs))[1:5] AS examples
    FROM (SELECT subject, (h.length, h.hash) IS DISTINCT FROM (a.seq, a.hash) AS differs
            FROM chain_heads h
            FULL JOIN (SELECT DISTINCT ON (subject) subject, seq, hash FROM audit
                        ORDER BY subject, seq DESC) a USING (subject)) c
  UNION ALL
  SELECT 'answers', count(*), count(*) FILTER (WHERE r.answers > 1),
         (array_agg(r.method || ' ' || r.request_id ORDER BY r.method, r.request_id)
            FILTER (WHERE r.answers > 1))[1:5]
    FROM (SELECT method, request_id, count(*) AS answers FROM answers
           GROUP BY principal, method, request_id) r;

-- The second wall: which rows of a table the caller of the transaction may see and write, whatever the
-- handlers check. `shown` and `own` are conditions on the row `this`: who meets `shown` may read it, and a
-- row may be written only as one that meets `own`. They compare with settings that live as long as the
-- transaction (see libs/access): cartera.seen, the agencies the caller sees, {*} for all; cartera.day, the
-- day those rights are of; cartera.person. Without them nothing is shown. Wrap each in a SELECT: then it is
-- read once for a statement and not once for a row. Holds for the owner and for <table>_history as well.
CREATE FUNCTION guard_rows(guarded regclass, shown text, own text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  t        text := (SELECT relname FROM pg_class WHERE oid = guarded);
  h        text := t || '_history';
  owner    text := 'cartera_' || current_schema() || '_owner';
  -- Not PUBLIC: the policy role sees what its own policies say.
  roles    text := format('%I, %I', 'cartera_' || current_schema(), owner);
  everyone text := '(SELECT current_setting(''cartera.seen'', true) = ''{*}'')';
BEGIN
  EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t);
  EXECUTE format('CREATE POLICY shown ON %I TO %s USING (%s OR (%s)) WITH CHECK (%s OR (%s))', t,
                 roles, everyone, replace(shown, 'this.', quote_ident(t) || '.'),
                 everyone, replace(own, 'this.', quote_ident(t) || '.'));
  IF to_regclass(format('%I.%I', current_schema(), h)) IS NOT NULL THEN
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', h);
    EXECUTE format('CREATE POLICY shown ON %I FOR SELECT TO %s USING (%s OR (%s))', h, roles,
                   everyone, replace(shown, 'this.', quote_ident(h) || '.'));
    -- The trigger keeps what was: whoever may change a row leaves its last version behind.
    EXECUTE format('CREATE POLICY kept ON %I FOR INSERT TO %I WITH CHECK (true)', h, owner);
  END IF;
END $$;

-- Effects that wait are of the present.
SELECT keep_past('outbox', 'outbox WHERE false');

-- The runtime role got everything by default privileges; take back what only the owner may do.
DO $$
BEGIN
  EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON audit, chain_heads, schema_migrations FROM %I',
                 'cartera_' || current_schema());
  EXECUTE format('REVOKE DELETE ON answers, outbox, inbox FROM %I', 'cartera_' || current_schema());
  EXECUTE format('REVOKE EXECUTE ON FUNCTION keep_history(regclass), keep_past(text, text),'
                 ' guard_rows(regclass, text, text) FROM %I', 'cartera_' || current_schema());
END $$;
