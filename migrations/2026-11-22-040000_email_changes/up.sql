-- A change of address waits until a link that was mailed to the new one is opened.
ALTER TABLE link_tokens DROP CONSTRAINT link_tokens_purpose_known;
ALTER TABLE link_tokens ADD CONSTRAINT link_tokens_purpose_known
    CHECK (purpose IN ('password_reset', 'invitation', 'email_change'));

-- The newest that is asked for somebody. Whether it still waits is the link's to say; once the link has
-- been dead for long it is removed, and this with it.
CREATE TABLE email_changes (
    workspace_id uuid NOT NULL,
    user_id uuid NOT NULL,
    email text NOT NULL,
    email_key text NOT NULL,
    link_id uuid NOT NULL,
    -- In whose right it is asked for: it ends with theirs.
    asked_by uuid NOT NULL,
    PRIMARY KEY (workspace_id, user_id),
    FOREIGN KEY (workspace_id, user_id) REFERENCES users (workspace_id, id) ON DELETE CASCADE,
    FOREIGN KEY (workspace_id, link_id) REFERENCES link_tokens (workspace_id, id) ON DELETE CASCADE,
    FOREIGN KEY (workspace_id, asked_by) REFERENCES users (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX email_changes_by_link ON email_changes (workspace_id, link_id);
CREATE INDEX email_changes_by_asker ON email_changes (workspace_id, asked_by);
