/** The database's schema, as the steps that lead to it; step N makes version N (`PRAGMA user_version`). Steps never change once released. */

export const migrations: readonly string[] = [
  `
  -- Subjects, types and sources stand here once; events carry their numbers.
  CREATE TABLE names (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

  -- Times are milliseconds since the epoch. An event is found by id through id_hash (identity-index.ts).
  CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    id_hash INTEGER NOT NULL,
    source INTEGER NOT NULL REFERENCES names (id),
    subject INTEGER NOT NULL REFERENCES names (id),
    type INTEGER NOT NULL REFERENCES names (id),
    time INTEGER NOT NULL,
    ingested_at INTEGER NOT NULL,
    stored_at INTEGER NOT NULL,
    id TEXT NOT NULL,
    rest TEXT NOT NULL
  ) STRICT;
  -- In order of arrival, so that the hashes are read without their rows, and writing it touches one page.
  CREATE INDEX events_id_hash ON events (seq, id_hash);
  CREATE INDEX events_time ON events (time);
  CREATE INDEX events_subject_time ON events (subject, time);
  CREATE INDEX events_ingested_at ON events (ingested_at);
  CREATE INDEX events_stored_at ON events (stored_at);

  CREATE TABLE workspaces (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    body TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE catalog (
    kind TEXT NOT NULL CHECK (kind IN ('meter', 'customer')),
    id TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (kind, id)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- What is held in memory of every event, in order of arrival: read without the rows, and writing it touches one page.
  DROP INDEX events_id_hash;
  CREATE INDEX events_columns ON events (seq, id_hash, source, subject, type, time);

  -- What retention has removed: times of the oldest and newest of those events.
  CREATE TABLE removals (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    reason TEXT NOT NULL CHECK (reason IN ('max_events', 'max_age', 'max_bytes')),
    events INTEGER NOT NULL,
    from_time INTEGER NOT NULL,
    to_time INTEGER NOT NULL
  ) STRICT;
  `,
  `
  -- Lists of one subject are found in memory (column-page.ts): with many subjects, this index was most of what was written.
  DROP INDEX events_subject_time;
  `,
  `
  -- What the studio keeps one of, such as the price book.
  CREATE TABLE settings (name TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
  `,
]
