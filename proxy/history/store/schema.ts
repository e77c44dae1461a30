/**
 * The tables, as the newest version has them. Columns of `requests` are the fields of RequestRow in snake case; what is a
 * list there is JSON here.
 */
export const SCHEMA = `
CREATE TABLE sessions (
  id TEXT PRIMARY KEY,
  client TEXT NOT NULL,
  title TEXT,
  project TEXT,
  started_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL
) WITHOUT ROWID;

/** What the agents of a session are about, where their first text tells. */
CREATE TABLE agents (
  session TEXT NOT NULL,
  agent TEXT NOT NULL,
  title TEXT,
  PRIMARY KEY (session, agent)
) WITHOUT ROWID;

CREATE TABLE requests (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  started_at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  dialect TEXT NOT NULL,
  method TEXT NOT NULL,
  path TEXT NOT NULL,
  client TEXT NOT NULL,
  user_agent TEXT NOT NULL,
  process TEXT,
  project TEXT,
  session TEXT REFERENCES sessions (id),
  agent TEXT,
  parent_agent TEXT,
  model TEXT,
  served_model TEXT,
  region TEXT,
  surface TEXT,
  state TEXT NOT NULL,
  status INTEGER NOT NULL,
  stream INTEGER NOT NULL,
  stop_reason TEXT,
  error TEXT,
  cause TEXT,
  error_message TEXT,
  input_tokens INTEGER,
  cache_read_tokens INTEGER,
  cache_write_5m_tokens INTEGER,
  cache_write_1h_tokens INTEGER,
  output_tokens INTEGER,
  thinking_tokens INTEGER,
  cost_micros INTEGER,
  saved_micros INTEGER,
  price TEXT,
  credentials_ms INTEGER,
  upstream_ms INTEGER,
  first_event_ms INTEGER,
  last_event_ms INTEGER,
  duration_ms INTEGER,
  retries INTEGER NOT NULL,
  failovers INTEGER NOT NULL,
  tries TEXT NOT NULL,
  notes TEXT NOT NULL,
  upstream_id TEXT,
  tools TEXT NOT NULL,
  pinned INTEGER NOT NULL,
  bodies TEXT NOT NULL,
  replay_of TEXT,
  /** The request before it in its session whose conversation it goes on with. */
  previous TEXT
);
CREATE INDEX requests_by_session ON requests (session, seq);
CREATE INDEX requests_by_time ON requests (started_at);

/* What was said. A body is cut at its seams, and each part of it is stored once (see recipe.ts). */

CREATE TABLE parts (
  id INTEGER PRIMARY KEY,
  /** SHA-256 of its bytes; of a link of a chain, that of what it links. */
  hash BLOB NOT NULL UNIQUE,
  /** Bits, see read-part.ts. */
  form INTEGER NOT NULL,
  /** The request that was the first to bring it, of those that are there. */
  first INTEGER NOT NULL,
  data BLOB NOT NULL
);
CREATE INDEX parts_by_first ON parts (first);

/** Which parts are in the recipes of which. */
CREATE TABLE uses (child INTEGER NOT NULL, parent INTEGER NOT NULL, PRIMARY KEY (child, parent)) WITHOUT ROWID;
/** Which parts are in the recipes of a request's bodies. */
CREATE TABLE holds (part INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (part, seq)) WITHOUT ROWID;

/** Recipes of bodies and heads; for side see bodies.ts. */
CREATE TABLE bodies (
  seq INTEGER NOT NULL,
  side INTEGER NOT NULL,
  recipe BLOB NOT NULL,
  PRIMARY KEY (seq, side)
) WITHOUT ROWID;

/** Events of answers, and bytes of the wire where they are in another form; for side see streams.ts. */
CREATE TABLE streams (
  seq INTEGER NOT NULL,
  side INTEGER NOT NULL,
  /** See squeeze.ts. */
  form INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (seq, side)
);

/** By what a later request is known to go on with this one (see sessions.ts). */
CREATE TABLE ends (
  seq INTEGER PRIMARY KEY,
  /** Hash of all its messages. */
  chain BLOB NOT NULL,
  /** How many there are. */
  length INTEGER NOT NULL,
  /** Hash of the answer's words. */
  said BLOB
);
CREATE INDEX ends_by_chain ON ends (chain);

/** The index of words: its rows are those of parts. It holds no text; what is deleted is taken out of it at once. */
CREATE VIRTUAL TABLE words USING fts5 (
  text, content = '', columnsize = 0, detail = full, tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO words (words, rank) VALUES ('secure-delete', 1);
`;
