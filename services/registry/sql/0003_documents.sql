-- Documents of projects. Their bytes are large objects: outside the rows, inside every backup, standby and dump,
-- and written in the transaction that says they are there. Only the owner's functions touch them, so that what is
-- complete cannot be changed by the runtime role.

-- Which files are taken, and how large they may be.
CREATE TABLE document_types (
  media_type text   PRIMARY KEY,
  size_max   bigint NOT NULL CHECK (size_max BETWEEN 1 AND 268435456)
);
INSERT INTO document_types (media_type, size_max) VALUES
  ('application/pdf', 52428800),
  ('application/vnd.openxmlformats-officedocument.wordprocessingml.document', 26214400),
  ('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 26214400),
  ('application/vnd.oasis.opendocument.text', 26214400),
  ('application/vnd.oasis.opendocument.spreadsheet', 26214400),
  ('image/png', 10485760),
  ('image/jpeg', 10485760),
  ('text/plain', 5242880),
  ('text/csv', 26214400);

-- Each content once, whoever handed it in.
CREATE TABLE contents (
  hash       bytea  PRIMARY KEY CHECK (octet_length(hash) = 32),
  size_bytes bigint NOT NULL,
  bytes      oid    NOT NULL UNIQUE
);

CREATE TABLE documents (
  project    text   NOT NULL REFERENCES projects,
  id         text   NOT NULL,
  hash       bytea  NOT NULL REFERENCES contents,
  file_name  text   NOT NULL,
  media_type text   NOT NULL REFERENCES document_types,
  size_bytes bigint NOT NULL,
  person     text   NOT NULL REFERENCES people,
  created_us bigint NOT NULL,
  PRIMARY KEY (project, id),
  CHECK (id = left(encode(hash, 'hex'), 40))
);

-- Files on their way, each seen by its uploader alone.
CREATE TABLE uploads (
  person     text   NOT NULL REFERENCES people,
  project    text   NOT NULL REFERENCES projects,
  id         text   NOT NULL,
  hash       bytea  NOT NULL CHECK (octet_length(hash) = 32),
  file_name  text   NOT NULL,
  media_type text   NOT NULL REFERENCES document_types,
  size_bytes bigint NOT NULL CHECK (size_bytes > 0),
  held_bytes bigint NOT NULL CHECK (held_bytes BETWEEN 0 AND size_bytes),
  bytes      oid    NOT NULL UNIQUE,
  touched_us bigint NOT NULL,
  PRIMARY KEY (person, project, id)
);
CREATE INDEX uploads_touched ON uploads (touched_us);

-- What the same person began before, of another size or type, is dropped.
CREATE FUNCTION begin_upload(
  of_person text, of_project text, of_id text, of_hash bytea, called text, typed text, sized bigint,
  now_us bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  dropped oid;
BEGIN
  DELETE FROM uploads WHERE person = of_person AND project = of_project AND id = of_id
  RETURNING bytes INTO dropped;
  IF FOUND THEN
    PERFORM lo_unlink(dropped);
  END IF;
  INSERT INTO uploads (person, project, id, hash, file_name, media_type, size_bytes, held_bytes, bytes,
                       touched_us)
  VALUES (of_person, of_project, of_id, of_hash, called, typed, sized, 0, lo_create(0), now_us);
END $$;

-- Adds a piece where the held bytes end; one at 0 begins anew. False when it begins elsewhere.
CREATE FUNCTION append_upload(
  of_person text, of_project text, of_id text, at_byte bigint, piece bytea, now_us bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  u uploads;
BEGIN
  SELECT * INTO u FROM uploads
   WHERE person = of_person AND project = of_project AND id = of_id FOR UPDATE;
  IF u.held_bytes IS NULL OR at_byte NOT IN (0, u.held_bytes) THEN
    RETURN false;
  END IF;
  IF at_byte = 0 AND u.held_bytes > 0 THEN
    PERFORM lo_unlink(u.bytes);
    u.bytes := lo_create(0);
  END IF;
  PERFORM lo_put(u.bytes, at_byte, piece);
  UPDATE uploads SET bytes = u.bytes, held_bytes = at_byte + octet_length(piece), touched_us = now_us
   WHERE person = of_person AND project = of_project AND id = of_id;
  RETURN true;
END $$;

-- The first bytes of an upload, by which its type is told.
CREATE FUNCTION upload_head(of_person text, of_project text, of_id text, at_most int) RETURNS bytea
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT lo_get(bytes, 0, at_most) FROM uploads
   WHERE person = of_person AND project = of_project AND id = of_id
$$;

-- Makes a document of an upload that is whole. False when its content has another hash. The same content of an
-- earlier document is kept and this one dropped.
CREATE FUNCTION finish_upload(of_person text, of_project text, of_id text, now_us bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  u uploads;
BEGIN
  DELETE FROM uploads WHERE person = of_person AND project = of_project AND id = of_id
     AND held_bytes = size_bytes RETURNING * INTO u;
  IF u.hash IS NULL OR sha256(lo_get(u.bytes)) <> u.hash THEN
    RETURN false;
  END IF;
  INSERT INTO contents (hash, size_bytes, bytes) VALUES (u.hash, u.size_bytes, u.bytes)
  ON CONFLICT (hash) DO NOTHING;
  IF NOT FOUND THEN
    PERFORM lo_unlink(u.bytes);
  END IF;
  INSERT INTO documents (project, id, hash, file_name, media_type, size_bytes, person, created_us)
  VALUES (u.project, u.id, u.hash, u.file_name, u.media_type, u.size_bytes, u.person, now_us)
  ON CONFLICT (project, id) DO NOTHING;
  RETURN true;
END $$;

-- Drops uploads that nobody touched since an instant; whoever begins one clears away those of all, and sees
-- no more than before once it is done.
CREATE FUNCTION sweep_uploads(before_us bigint, at_most bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  seen  text := coalesce(current_setting('cartera.seen', true), '');
  swept bigint;
BEGIN
  PERFORM set_config('cartera.seen', '{*}', true);
  WITH gone AS (
    DELETE FROM uploads u USING (SELECT bytes FROM uploads WHERE touched_us < before_us
                                  ORDER BY touched_us LIMIT at_most FOR UPDATE SKIP LOCKED) old
     WHERE u.bytes = old.bytes RETURNING lo_unlink(u.bytes))
  SELECT count(*) INTO swept FROM gone;
  PERFORM set_config('cartera.seen', seen, true);
  RETURN swept;
END $$;

-- True when the content is whole and unchanged. A page that fails its checksum is no content either.
CREATE FUNCTION content_holds(kept contents) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path FROM CURRENT AS $$
BEGIN
  RETURN sha256(lo_get(kept.bytes)) = kept.hash;
EXCEPTION WHEN undefined_object OR data_corrupted THEN
  RETURN false;
END $$;

-- Of a document that the caller is shown.
CREATE FUNCTION document_holds(of_project text, of_id text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT content_holds(c) FROM documents d JOIN contents c ON c.hash = d.hash
   WHERE d.project = of_project AND d.id = of_id
$$;
CREATE FUNCTION read_document(of_project text, of_id text, at_byte bigint, at_most int) RETURNS bytea
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT lo_get(c.bytes, at_byte, at_most) FROM documents d JOIN contents c ON c.hash = d.hash
   WHERE d.project = of_project AND d.id = of_id
$$;

-- For `cartera admin check`: the hashes of contents that are damaged or gone.
CREATE FUNCTION damaged_contents() RETURNS SETOF text
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
  SELECT encode(c.hash, 'hex') FROM contents c WHERE NOT content_holds(c) ORDER BY c.hash
$$;

-- What may be cited: of projects at which the caller stands.
CREATE VIEW registry_read.documents_v1 AS
  SELECT project, id, encode(hash, 'hex') AS sha256, created_us FROM documents;

SELECT guard_rows('documents',
  'EXISTS (SELECT FROM registry_read.placed_projects_v1 s WHERE s.placed = this.project)',
  'EXISTS (SELECT FROM registry_read.placed_projects_v1 s WHERE s.placed = this.project)');
SELECT guard_rows('uploads', $$this.person = (SELECT current_setting('cartera.person', true))$$,
                  $$this.person = (SELECT current_setting('cartera.person', true))$$);
REVOKE INSERT, UPDATE, DELETE ON document_types, documents, uploads FROM cartera_registry;
REVOKE ALL ON contents FROM cartera_registry;
REVOKE EXECUTE ON FUNCTION content_holds(contents), damaged_contents() FROM cartera_registry;
