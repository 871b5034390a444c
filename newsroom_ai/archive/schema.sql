-- The record of truth. Everything else in the data directory can be rebuilt from this file.
CREATE TABLE IF NOT EXISTS article (
    key          INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used twice: derived indexes know articles by it
    id           TEXT NOT NULL UNIQUE,
    version      INTEGER NOT NULL,
    sha256       TEXT NOT NULL,
    status       TEXT NOT NULL,
    record       TEXT NOT NULL,                      -- canonical JSON
    written_at   TEXT NOT NULL,
    author       TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS version (                 -- the versions before the present one
    key          INTEGER NOT NULL REFERENCES article (key) ON DELETE CASCADE,
    version      INTEGER NOT NULL,
    sha256       TEXT NOT NULL,
    record       TEXT NOT NULL,
    written_at   TEXT NOT NULL,
    author       TEXT NOT NULL,
    PRIMARY KEY (key, version)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS change (
    seq          INTEGER PRIMARY KEY AUTOINCREMENT,
    key          INTEGER NOT NULL,
    id           TEXT NOT NULL,
    action       TEXT NOT NULL CHECK (action IN ('put', 'delete'))
);
CREATE TABLE IF NOT EXISTS credential (              -- keys, login tickets and sessions: only their hashes
    hash         TEXT PRIMARY KEY,
    kind         TEXT NOT NULL CHECK (kind IN ('key', 'ticket', 'session')),
    name         TEXT NOT NULL,
    role         TEXT NOT NULL,
    csrf         TEXT,
    created_at   TEXT NOT NULL,
    expires_at   TEXT,
    revoked_at   TEXT
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS feedback (
    seq          INTEGER PRIMARY KEY AUTOINCREMENT,
    at           TEXT NOT NULL,
    actor        TEXT NOT NULL,
    article_id   TEXT NOT NULL,
    suggestion_id TEXT,
    action       TEXT NOT NULL CHECK (action IN ('accept', 'reject', 'edit', 'add')),
    kind         TEXT,
    value        TEXT,
    reason       TEXT
);
CREATE INDEX IF NOT EXISTS feedback_article ON feedback (article_id);
CREATE TABLE IF NOT EXISTS ledger (                  -- who did what: keys, logins, deletions
    seq          INTEGER PRIMARY KEY AUTOINCREMENT,
    at           TEXT NOT NULL,
    actor        TEXT NOT NULL,
    action       TEXT NOT NULL,
    target       TEXT NOT NULL
);
