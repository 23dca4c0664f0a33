// @generated: `MUSTER_WRITE_SCHEMA=1 cargo test schema_rs` writes it from the migrated database, and
// the same test without the variable compares the two.

diesel::table! {
    api_keys (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        name -> Text,
        hash -> Bytea,
        prefix -> Text,
        permissions -> Array<Text>,
        created_by -> Uuid,
        created_at -> Timestamptz,
        expires_at -> Nullable<Timestamptz>,
        last_used_at -> Nullable<Timestamptz>,
        stopped_at -> Nullable<Timestamptz>,
        revoked_at -> Nullable<Timestamptz>,
        made_with -> Nullable<Uuid>,
    }
}

diesel::table! {
    audit_details (workspace_id, event_id) {
        workspace_id -> Uuid,
        event_id -> Uuid,
        salt -> Bytea,
        details -> Jsonb,
    }
}

diesel::table! {
    audit_erasures (workspace_id, user_id) {
        workspace_id -> Uuid,
        user_id -> Uuid,
        cursor -> Uuid,
    }
}

diesel::table! {
    audit_events (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        at -> Timestamptz,
        actor_kind -> Text,
        actor_id -> Nullable<Uuid>,
        action -> Text,
        target_kind -> Nullable<Text>,
        target_id -> Nullable<Uuid>,
        digest -> Bytea,
    }
}

diesel::table! {
    audit_mentions (workspace_id, user_id, event_id) {
        workspace_id -> Uuid,
        user_id -> Uuid,
        event_id -> Uuid,
    }
}

diesel::table! {
    audit_seals (workspace_id, seq) {
        workspace_id -> Uuid,
        seq -> Int8,
        event_id -> Uuid,
        prev_hash -> Bytea,
        hash -> Bytea,
    }
}

diesel::table! {
    audit_unsealed (workspace_id, at, event_id) {
        workspace_id -> Uuid,
        at -> Timestamptz,
        event_id -> Uuid,
    }
}

diesel::table! {
    departments (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        name -> Text,
        name_key -> Text,
        parent_id -> Nullable<Uuid>,
        head_id -> Nullable<Uuid>,
        created_at -> Timestamptz,
        version -> Int4,
    }
}

diesel::table! {
    email_changes (workspace_id, user_id) {
        workspace_id -> Uuid,
        user_id -> Uuid,
        email -> Text,
        email_key -> Text,
        link_id -> Uuid,
        asked_by -> Uuid,
    }
}

diesel::table! {
    idempotency_keys (workspace_id, api_key_id, key) {
        workspace_id -> Uuid,
        api_key_id -> Uuid,
        key -> Text,
        request -> Bytea,
        status -> Int2,
        content_type -> Text,
        body -> Text,
        location -> Nullable<Text>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    import_rows (workspace_id, import_id, place) {
        workspace_id -> Uuid,
        import_id -> Uuid,
        place -> Int4,
        row_number -> Int4,
        cells -> Array<Text>,
        has_more -> Bool,
        email_key -> Nullable<Text>,
        name_key -> Nullable<Text>,
        manager_name -> Nullable<Text>,
        manager_key -> Nullable<Text>,
        managers -> Int4,
        depth -> Int4,
        outcome -> Nullable<Text>,
        reason -> Nullable<Text>,
        changes -> Jsonb,
        manager_is_due -> Bool,
    }
}

diesel::table! {
    imports (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        brought_by -> Uuid,
        file_name -> Text,
        encoding -> Text,
        delimiter -> Text,
        head -> Array<Text>,
        row_count -> Int4,
        arrived_at -> Nullable<Timestamptz>,
        meanings -> Array<Text>,
        is_sent -> Bool,
        role_id -> Nullable<Uuid>,
        check_job -> Nullable<Uuid>,
        apply_job -> Nullable<Uuid>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    invitations (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        user_id -> Nullable<Uuid>,
        email -> Text,
        invited_by -> Nullable<Uuid>,
        message -> Nullable<Text>,
        status -> Text,
        valid_hours -> Int4,
        created_at -> Timestamptz,
        sent_at -> Nullable<Timestamptz>,
        resent_at -> Nullable<Timestamptz>,
        expires_at -> Timestamptz,
        accepted_at -> Nullable<Timestamptz>,
        cancelled_at -> Nullable<Timestamptz>,
        accepted_form -> Nullable<Bytea>,
    }
}

diesel::table! {
    job_parts (workspace_id, job_id, number) {
        workspace_id -> Uuid,
        job_id -> Uuid,
        number -> Int4,
        content -> Jsonb,
    }
}

diesel::table! {
    jobs (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        kind -> Text,
        asked_by -> Uuid,
        asked_in -> Uuid,
        payload -> Jsonb,
        state -> Text,
        total -> Int4,
        done -> Int4,
        changed -> Int4,
        skipped -> Int4,
        report -> Jsonb,
        stopped_because -> Nullable<Text>,
        attempts -> Int4,
        lease_until -> Nullable<Timestamptz>,
        turn_at -> Timestamptz,
        created_at -> Timestamptz,
        finished_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    link_tokens (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        purpose -> Text,
        subject_id -> Uuid,
        token_hash -> Bytea,
        nonce -> Bytea,
        key_id -> Text,
        created_at -> Timestamptz,
        expires_at -> Nullable<Timestamptz>,
        superseded_at -> Nullable<Timestamptz>,
        withdrawn_at -> Nullable<Timestamptz>,
        used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    mail_settings (workspace_id) {
        workspace_id -> Uuid,
        host -> Text,
        port -> Int4,
        tls -> Text,
        username -> Nullable<Text>,
        password -> Nullable<Bytea>,
        key_id -> Nullable<Text>,
        from_name -> Nullable<Text>,
        from_address -> Text,
        version -> Uuid,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    network_throttles (network) {
        network -> Text,
        failures -> Int4,
        since -> Timestamptz,
        strikes -> Int2,
        blocked_until -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    outbox (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        kind -> Text,
        subject_id -> Nullable<Uuid>,
        link_id -> Nullable<Uuid>,
        recipient -> Text,
        recipient_key -> Text,
        state -> Text,
        attempts -> Int4,
        next_attempt_at -> Timestamptz,
        lease_until -> Nullable<Timestamptz>,
        last_error -> Nullable<Text>,
        message_id -> Nullable<Text>,
        created_at -> Timestamptz,
        sent_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    positions (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        title -> Text,
        manager_id -> Nullable<Uuid>,
        department_id -> Nullable<Uuid>,
        user_id -> Nullable<Uuid>,
        created_at -> Timestamptz,
        version -> Int4,
    }
}

diesel::table! {
    role_permissions (workspace_id, role_id, permission) {
        workspace_id -> Uuid,
        role_id -> Uuid,
        permission -> Text,
    }
}

diesel::table! {
    roles (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        name -> Text,
        name_key -> Text,
        description -> Text,
        builtin -> Nullable<Text>,
        landing -> Text,
        created_at -> Timestamptz,
        version -> Int4,
    }
}

diesel::table! {
    sessions (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        token_hash -> Bytea,
        user_id -> Uuid,
        created_at -> Timestamptz,
        last_seen_at -> Timestamptz,
        expires_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
        ip -> Nullable<Text>,
        user_agent -> Nullable<Text>,
        password_at -> Timestamptz,
    }
}

diesel::table! {
    team_members (workspace_id, team_id, user_id) {
        workspace_id -> Uuid,
        team_id -> Uuid,
        user_id -> Uuid,
    }
}

diesel::table! {
    teams (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        name -> Text,
        name_key -> Text,
        strategy -> Nullable<Text>,
        lead_id -> Nullable<Uuid>,
        created_at -> Timestamptz,
        version -> Int4,
    }
}

diesel::table! {
    throttles (workspace_id, key) {
        workspace_id -> Uuid,
        key -> Bytea,
        failures -> Int4,
        since -> Timestamptz,
        strikes -> Int2,
        blocked_until -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    user_presence (workspace_id, user_id) {
        workspace_id -> Uuid,
        user_id -> Uuid,
        last_seen_at -> Timestamptz,
    }
}

diesel::table! {
    user_roles (workspace_id, user_id, role_id) {
        workspace_id -> Uuid,
        user_id -> Uuid,
        role_id -> Uuid,
    }
}

diesel::table! {
    users (workspace_id, id) {
        workspace_id -> Uuid,
        id -> Uuid,
        email -> Text,
        email_key -> Text,
        full_name -> Nullable<Text>,
        display_name -> Nullable<Text>,
        status -> Text,
        password_hash -> Nullable<Text>,
        must_change_password -> Bool,
        top_role_rank -> Int2,
        created_at -> Timestamptz,
        activated_at -> Nullable<Timestamptz>,
        told_of_joiners -> Bool,
        department_id -> Nullable<Uuid>,
        manager_id -> Nullable<Uuid>,
        reports -> Int4,
        moved_up_at -> Nullable<Timestamptz>,
        availability -> Text,
        away_until -> Nullable<Timestamptz>,
        missed_teams -> Array<Text>,
        beta_access -> Bool,
        deactivated_at -> Nullable<Timestamptz>,
        name_key -> Text,
        search_text -> Text,
    }
}

diesel::table! {
    workspace_slugs (slug) {
        slug -> Text,
        workspace_id -> Uuid,
    }
}

diesel::table! {
    workspaces (id) {
        id -> Uuid,
        name -> Text,
        plan -> Text,
        time_zone -> Text,
        invitation_hours -> Int4,
        session_idle_hours -> Int4,
        session_hours -> Int4,
        active_owners -> Int4,
        created_at -> Timestamptz,
        invitations_a_day -> Int4,
        help_goes_to -> Text,
        active_users -> Int4,
        pending_users -> Int4,
        inactive_users -> Int4,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    api_keys,
    audit_details,
    audit_erasures,
    audit_events,
    audit_mentions,
    audit_seals,
    audit_unsealed,
    departments,
    email_changes,
    idempotency_keys,
    import_rows,
    imports,
    invitations,
    job_parts,
    jobs,
    link_tokens,
    mail_settings,
    network_throttles,
    outbox,
    positions,
    role_permissions,
    roles,
    sessions,
    team_members,
    teams,
    throttles,
    user_presence,
    user_roles,
    users,
    workspace_slugs,
    workspaces,
);
