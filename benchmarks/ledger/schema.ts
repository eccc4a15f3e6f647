/**
 * The tables of the ledger.
 *
 * @module
 */

/** Version of the tables, the database's `user_version`. */
export const LEDGER_SCHEMA = 1;

/**
 * `artifacts` and `metrics` say what is in the store, `runs`, `cells` and `stages` what runs did.
 * Times are ISO 8601 in UTC; flags 0, 1, or null where not known.
 */
export const TABLES = `
CREATE TABLE artifacts (
  key TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  step TEXT NOT NULL,
  version INTEGER NOT NULL,
  title TEXT NOT NULL,
  engine TEXT,
  started TEXT NOT NULL,
  seconds REAL NOT NULL,
  revision TEXT,
  dirty INTEGER,
  host TEXT,
  config TEXT NOT NULL, -- JSON
  inputs TEXT NOT NULL, -- JSON: keys by role
  steps INTEGER, -- of a training, as the three below
  examples_per_second REAL,
  step_seconds REAL,
  wait_share REAL
) STRICT;

CREATE TABLE metrics (
  key TEXT NOT NULL, -- of an evaluation
  metric TEXT NOT NULL,
  value REAL, -- null where it is undefined
  PRIMARY KEY (key, metric)
) STRICT, WITHOUT ROWID;

CREATE TABLE runs (
  run INTEGER PRIMARY KEY,
  started TEXT NOT NULL,
  seconds REAL, -- null until it ends
  status TEXT NOT NULL, -- unfinished (it runs, or was killed), done, failed, interrupted
  spec TEXT NOT NULL,
  digest TEXT NOT NULL, -- of the spec
  engine TEXT NOT NULL,
  device TEXT NOT NULL,
  revision TEXT,
  dirty INTEGER,
  host TEXT,
  out TEXT NOT NULL
) STRICT;

CREATE TABLE cells (
  run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  variant TEXT NOT NULL,
  task TEXT NOT NULL,
  pretrain TEXT NOT NULL,
  finetune TEXT NOT NULL,
  test TEXT NOT NULL,
  seed INTEGER NOT NULL,
  status TEXT NOT NULL, -- unfinished, done, failed, skipped
  key TEXT, -- of its evaluation
  error TEXT,
  PRIMARY KEY (run, variant, task, pretrain, finetune, test, seed)
) STRICT, WITHOUT ROWID;

CREATE TABLE stages (
  run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  key TEXT NOT NULL,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  status TEXT NOT NULL, -- waiting, cached, done, failed, skipped, interrupted
  message TEXT,
  PRIMARY KEY (run, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX cells_key ON cells (key);
`;
