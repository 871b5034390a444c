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
CREATE TABLE IF NOT EXISTS secret (                  -- what the archive signs with; made at first use
    name         TEXT PRIMARY KEY,
    value        BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS token_origin (            -- origins that tokens of CMS pages name, for CORS
    origin       TEXT PRIMARY KEY,
    until        TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS token_end (               -- tokens of a person made before this time are ended
    maker        TEXT NOT NULL,
    subject      TEXT NOT NULL,
    ended_at     TEXT NOT NULL,
    PRIMARY KEY (maker, subject)
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
CREATE TABLE IF NOT EXISTS feedback_shown (          -- where and how a suggestion stood when it was decided on
    seq          INTEGER PRIMARY KEY REFERENCES feedback (seq),
    rank         INTEGER,
    confidence   REAL,
    model        TEXT
);
CREATE TABLE IF NOT EXISTS vocabulary (              -- the newsroom's own; without a record: removed
    name         TEXT NOT NULL,
    revision     INTEGER NOT NULL,
    sha256       TEXT NOT NULL,
    record       TEXT,                               -- CSV as the product writes it
    written_at   TEXT NOT NULL,
    author       TEXT NOT NULL,
    PRIMARY KEY (name, revision)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ledger (                  -- who did what: keys, logins, deletions, vocabularies
    seq          INTEGER PRIMARY KEY AUTOINCREMENT,
    at           TEXT NOT NULL,
    actor        TEXT NOT NULL,
    action       TEXT NOT NULL,
    target       TEXT NOT NULL
);
