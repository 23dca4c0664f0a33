//! Who leaves, who comes back, and who is removed for good.

mod coming_back;
mod leaving;

use chrono::TimeDelta;
use diesel::prelude::*;
use muster::db::schema::{audit_details, audit_events, invitations, users};
use muster::links::{LinkFor, Links, Purpose};
use muster::types::{InvitationId, Slug, UserId};
use serde_json::Value;

use crate::support::{TestApp, Workspace};

fn at(user: UserId, what: &str) -> String {
    format!("/settings/users/{user}/{what}")
}

fn status(workspace: &Workspace<'_>, user: UserId) -> String {
    users::table
        .find((workspace.id, user))
        .select(users::status)
        .first(&mut workspace.app.database.connection())
        .unwrap()
}

fn manager(workspace: &Workspace<'_>, user: UserId) -> Option<UserId> {
    users::table
        .find((workspace.id, user))
        .select(users::manager_id)
        .first(&mut workspace.app.database.connection())
        .unwrap()
}

fn inviter(workspace: &Workspace<'_>, invitation: InvitationId) -> (String, Option<UserId>) {
    invitations::table
        .find((workspace.id, invitation))
        .select((invitations::status, invitations::invited_by))
        .first(&mut workspace.app.database.connection())
        .unwrap()
}

/// The newest first.
fn entries(app: &TestApp, action: &str) -> Vec<Value> {
    audit_events::table
        .inner_join(audit_details::table.on(audit_details::event_id.eq(audit_events::id)))
        .filter(audit_events::action.eq(action))
        .order(audit_events::id.desc())
        .select(audit_details::details)
        .load(&mut app.database.connection())
        .unwrap()
}

impl Workspace<'_> {
    /// As many as there are, for a test that makes them by itself.
    fn count_owners(&self) {
        diesel::sql_query(
            "UPDATE workspaces SET active_owners = (
                 SELECT count(DISTINCT users.id) FROM users
                 JOIN user_roles ON user_roles.workspace_id = users.workspace_id
                     AND user_roles.user_id = users.id
                 JOIN roles ON roles.workspace_id = users.workspace_id
                     AND roles.id = user_roles.role_id AND roles.builtin = 'owner'
                 WHERE users.workspace_id = workspaces.id AND users.status = 'active'
             )",
        )
        .execute(&mut self.app.database.connection())
        .unwrap();
    }

    /// The path of a live link to a new password.
    async fn reset_link(&self, user: UserId) -> String {
        let wanted = LinkFor {
            workspace: self.id,
            purpose: Purpose::PasswordReset,
            subject: user.as_uuid(),
            lifetime: Some(TimeDelta::hours(1)),
        };
        let base = "https://muster.test";
        let links = Links::new(self.app.keys.clone(), base.parse().unwrap());
        let minting = links.clone();
        let minted = self.app.db.tx(move |tx| minting.mint(tx, &wanted)).await;
        let address = links.address(&self.slug, &minted.unwrap());
        address.strip_prefix(base).unwrap().to_owned()
    }
}

impl TestApp {
    /// Workspaces whose counts aren't what there is.
    async fn miscounted(&self) -> Vec<String> {
        let miscounted = self.db.read(muster::users::miscounted).await;
        let slugs: Vec<Slug> = miscounted.unwrap();
        slugs.iter().map(ToString::to_string).collect()
    }
}
