-- Entries from before `audit_mentions` name people in their details alone. Of one kind the database still
-- knows whom: who came by an invitation is told with who had invited them.
INSERT INTO audit_mentions (workspace_id, user_id, event_id)
SELECT invitations.workspace_id, invitations.invited_by, audit_events.id
FROM invitations
JOIN audit_events ON audit_events.workspace_id = invitations.workspace_id
    AND audit_events.target_id = invitations.user_id
    AND audit_events.action = 'invitation.accepted'
WHERE invitations.status = 'accepted' AND invitations.invited_by IS NOT NULL
ON CONFLICT DO NOTHING;
