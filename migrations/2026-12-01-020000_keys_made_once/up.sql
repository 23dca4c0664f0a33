-- The form that it was made with: sending that again makes no second key.
ALTER TABLE api_keys
    ADD COLUMN made_with uuid,
    ADD CONSTRAINT api_keys_made_once UNIQUE (workspace_id, made_with);

-- For the cleaner, and for a list without what ended long ago.
CREATE INDEX api_keys_over ON api_keys (workspace_id, least(expires_at, revoked_at));
