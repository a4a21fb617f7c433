-- The record as a whole: one Merkle tree (RFC 9162) over the heads of every service's chains, and its signed
-- checkpoints. Rows are only ever added. The keys that sign are files, never here.

-- The leaves: how far a chain had grown when a checkpoint was made.
CREATE TABLE record_heads (
  leaf    bigint PRIMARY KEY,
  service text   NOT NULL,
  subject text   NOT NULL,
  length  bigint NOT NULL CHECK (length >= 1),
  hash    bytea  NOT NULL CHECK (octet_length(hash) = 32)
);
CREATE UNIQUE INDEX record_heads_chain ON record_heads (service, subject, length);

-- Every whole subtree: the place-th of those with 2^level leaves.
CREATE TABLE record_nodes (
  level int    NOT NULL,
  place bigint NOT NULL,
  hash  bytea  NOT NULL CHECK (octet_length(hash) = 32),
  PRIMARY KEY (level, place)
);

CREATE TABLE checkpoints (
  size       bigint PRIMARY KEY CHECK (size >= 1),
  note       text   NOT NULL,
  at_us      bigint NOT NULL,
  until_txid xid8   NOT NULL  -- entries of transactions before this one are in it
);

-- How each key was introduced, in order.
CREATE TABLE record_keys (
  number       int  PRIMARY KEY,
  verifier_key text NOT NULL UNIQUE,
  note         text NOT NULL
);

DO $$
BEGIN
  EXECUTE format('REVOKE UPDATE, DELETE ON record_heads, record_nodes, checkpoints, record_keys FROM %I',
                 'cartera_' || current_schema());
END $$;
