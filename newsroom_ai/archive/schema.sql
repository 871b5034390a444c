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
-- What tokens were signed with once; the secret is now a file beside the archive.
DROP TABLE IF EXISTS secret;
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
CREATE TABLE IF NOT EXISTS job (                     -- work over many articles
    id           TEXT PRIMARY KEY,
    type         TEXT NOT NULL CHECK (type IN ('tag', 'summarise', 'embed', 'duplicates', 'merge')),
    selector     TEXT NOT NULL,                      -- JSON, as are the options
    options      TEXT NOT NULL,
    engine       TEXT NOT NULL,
    model        TEXT NOT NULL,                      -- names of all models that answer, with spaces between
    author       TEXT NOT NULL,
    dry_run      INTEGER NOT NULL,
    status       TEXT NOT NULL CHECK (status IN ('waiting', 'running', 'paused', 'done', 'failed', 'cancelled')),
    wanted       TEXT NOT NULL CHECK (wanted IN ('run', 'pause', 'cancel')),
    created_at   TEXT NOT NULL,
    started_at   TEXT,
    finished_at  TEXT,
    heartbeat_at TEXT,
    total        INTEGER NOT NULL,
    done         INTEGER NOT NULL DEFAULT 0,
    rejected     INTEGER NOT NULL DEFAULT 0,
    seconds      REAL NOT NULL DEFAULT 0,            -- of work, over all runs
    position     INTEGER NOT NULL DEFAULT 0,         -- key of the last article that is done
    error        TEXT,
    source       TEXT NOT NULL                       -- 'archive', or the name of a file
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS job_result (              -- goes with its article, for it holds words of it
    job          TEXT NOT NULL REFERENCES job (id) ON DELETE CASCADE,
    key          INTEGER NOT NULL REFERENCES article (key) ON DELETE CASCADE,
    article_id   TEXT NOT NULL,
    sha256       TEXT NOT NULL,                      -- of the article when it was read
    result       TEXT,
    error        TEXT,
    PRIMARY KEY (job, key)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS job_result_key ON job_result (key);
CREATE TABLE IF NOT EXISTS suggestion (
    seq          INTEGER PRIMARY KEY AUTOINCREMENT,
    job          TEXT NOT NULL REFERENCES job (id) ON DELETE CASCADE,
    key          INTEGER NOT NULL REFERENCES article (key) ON DELETE CASCADE,
    article_id   TEXT NOT NULL,
    kind         TEXT NOT NULL,
    label        TEXT NOT NULL,
    uri          TEXT,
    notation     TEXT,
    field        TEXT NOT NULL CHECK (field IN ('tags', 'section', 'sapo')),
    value        TEXT NOT NULL,
    confidence   REAL,
    rank         INTEGER NOT NULL,
    evidence     TEXT NOT NULL,                      -- JSON, a list of spans
    model        TEXT NOT NULL,
    state        TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'accepted', 'rejected', 'edited', 'skipped')),
    decided_value TEXT,
    decided_by   TEXT,
    decided_at   TEXT,
    via          TEXT CHECK (via IN ('person', 'audit', 'bulk'))
);
CREATE INDEX IF NOT EXISTS suggestion_group ON suggestion (job, state, kind, label, confidence);
CREATE INDEX IF NOT EXISTS suggestion_decided ON suggestion (job, decided_by, decided_at) WHERE decided_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS suggestion_key ON suggestion (key);
CREATE TABLE IF NOT EXISTS job_audit (               -- random samples that were judged before many are accepted
    seq          INTEGER PRIMARY KEY AUTOINCREMENT,
    job          TEXT NOT NULL REFERENCES job (id) ON DELETE CASCADE,
    kind         TEXT NOT NULL,                      -- '' for every kind
    label        TEXT NOT NULL,                      -- '' for every label
    threshold    REAL NOT NULL,
    sample       TEXT NOT NULL,                      -- JSON, a list of suggestion.seq
    judged       INTEGER NOT NULL DEFAULT 0,
    correct      INTEGER NOT NULL DEFAULT 0,
    made_at      TEXT NOT NULL,
    made_by      TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS job_audit_job ON job_audit (job, kind, label, threshold);
CREATE TABLE IF NOT EXISTS job_change (              -- what a job wrote into the archive, for rolling back
    job          TEXT NOT NULL REFERENCES job (id) ON DELETE CASCADE,
    key          INTEGER NOT NULL,
    article_id   TEXT NOT NULL,
    version_before INTEGER NOT NULL,
    sha_before   TEXT NOT NULL,
    version_after INTEGER NOT NULL,
    sha_after    TEXT NOT NULL,
    author       TEXT NOT NULL,
    at           TEXT NOT NULL,
    rolled_back_at TEXT,
    state        TEXT NOT NULL CHECK (state IN ('applied', 'rolled_back', 'kept')),
    PRIMARY KEY (job, key)
) WITHOUT ROWID;
