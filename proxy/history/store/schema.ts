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
`;
