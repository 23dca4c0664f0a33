//! Somebody who is invited, and the link that they got.

use chrono::TimeDelta;
use diesel::prelude::*;
use muster::access::BuiltinRole;
use muster::db::DbError;
use muster::db::schema::{invitations, roles};
use muster::links::{LinkFor, Links, Purpose};
use muster::types::{
    EmailAddress, InvitationId, InvitationStatus, Note, PersonName, RoleId, UserId,
};
use muster::users::{NewPendingUser, insert_pending};

use super::Workspace;

/// Nora, invited by Maja as an Agent for a week, unless a test says otherwise.
#[derive(Clone, Copy)]
pub struct Invite<'i> {
    pub email: &'i str,
    pub full_name: Option<&'i str>,
    pub display_name: Option<&'i str>,
    pub message: Option<&'i str>,
    pub by: Option<UserId>,
    pub role: Option<RoleId>,
}

impl Default for Invite<'_> {
    fn default() -> Self {
        Self {
            email: "nora@northwind.example",
            full_name: None,
            display_name: None,
            message: None,
            by: None,
            role: None,
        }
    }
}

#[derive(Clone, Debug)]
pub struct Invited {
    pub id: InvitationId,
    pub user: UserId,
    /// The path of the link.
    pub link: String,
}

impl Invited {
    pub fn token(&self) -> &str {
        self.link.rsplit('/').next().unwrap()
    }
}

impl Workspace<'_> {
    pub async fn invite(&self, invite: &Invite<'_>) -> Invited {
        let (id, user) = (InvitationId::new(), UserId::new());
        let role = invite.role.unwrap_or_else(|| self.role(BuiltinRole::Agent));
        let pending = NewPendingUser {
            id: user,
            email: EmailAddress::parse(invite.email).unwrap(),
            full_name: invite.full_name.map(|it| PersonName::parse(it).unwrap()),
            display_name: invite.display_name.map(|it| PersonName::parse(it).unwrap()),
            roles: vec![role],
            top_role_rank: self.rank_of(role),
        };
        let (workspace, now) = (self.id, self.app.clock.now());
        let inserting = self
            .app
            .db
            .tx(move |tx| insert_pending(tx, workspace, &[pending]));
        let inserted: Result<(), DbError> = inserting.await;
        inserted.unwrap();
        let message = invite.message.and_then(|it| Note::parse(it).unwrap());
        diesel::insert_into(invitations::table)
            .values((
                invitations::workspace_id.eq(self.id),
                invitations::id.eq(id),
                invitations::user_id.eq(user),
                invitations::email.eq(invite.email),
                invitations::invited_by.eq(invite.by.unwrap_or(self.owner)),
                invitations::message.eq(message),
                invitations::status.eq(InvitationStatus::Pending),
                invitations::valid_hours.eq(168),
                invitations::created_at.eq(now),
                invitations::sent_at.eq(now),
                invitations::expires_at.eq(now + TimeDelta::days(7)),
            ))
            .execute(&mut self.app.database.connection())
            .unwrap();
        let link = self.new_link(id).await;
        Invited { id, user, link }
    }

    pub async fn nora(&self) -> Invited {
        self.invite(&Invite::default()).await
    }

    /// As a resend makes one: the links before it are dead.
    pub async fn new_link(&self, invitation: InvitationId) -> String {
        let wanted = LinkFor {
            workspace: self.id,
            purpose: Purpose::Invitation,
            subject: invitation.as_uuid(),
            lifetime: None,
        };
        let (keys, base) = (self.app.keys.clone(), "https://muster.test");
        let links = Links::new(keys, base.parse().unwrap());
        let minting = links.clone();
        let minted = self.app.db.tx(move |tx| minting.mint(tx, &wanted)).await;
        let address = links.address(&self.slug, &minted.unwrap());
        address.strip_prefix(base).unwrap().to_owned()
    }

    fn rank_of(&self, role: RoleId) -> i16 {
        let builtin: Option<String> = roles::table
            .find((self.id, role))
            .select(roles::builtin)
            .first(&mut self.app.database.connection())
            .unwrap();
        builtin.map_or(3, |name| name.parse::<BuiltinRole>().unwrap().rank())
    }
}
