-- For the cleaner. Not by last_seen_at: that changes each minute, and an index on it would make the
-- change expensive.
CREATE INDEX sessions_by_age ON sessions (workspace_id, created_at);
