-- For whose turn it is among the workspaces that wait, and what is due in one of them.
CREATE INDEX outbox_turns ON outbox (workspace_id, next_attempt_at) WHERE state = 'queued';

-- For the newest mail about something.
CREATE INDEX outbox_by_subject ON outbox (workspace_id, subject_id, created_at);

-- For what didn't go out. The condition stands in the list of invitations word for word.
CREATE INDEX outbox_in_trouble ON outbox (workspace_id, subject_id)
    WHERE state = 'refused' OR (state = 'queued' AND last_error IS NOT NULL);
