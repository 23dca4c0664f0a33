//! Somebody who is invited, and the link that they got.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use muster::access::BuiltinRole;
use muster::db::DbError;
use muster::db::schema::{invitations, link_tokens, outbox, roles, users, workspaces};
use muster::links::{LinkFor, Links, Purpose};
use muster::mail::{NewMail, enqueue};
use muster::types::{
    EmailAddress, InvitationId, InvitationStatus, LinkId, Note, PersonName, RoleId, UserId,
};
use muster::users::{NewPendingUser, insert_pending};

use super::{Workspace, recount};

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

#[derive(Clone, Copy, Debug)]
pub struct Invited {
    pub id: InvitationId,
    pub user: UserId,
    /// The path of the link.
    pub link: &'static str,
}

impl Invited {
    pub fn token(&self) -> &str {
        self.link.rsplit('/').next().unwrap()
    }

    /// The row's id in the page.
    pub fn row(&self) -> String {
        format!("invitation-{}", self.id)
    }

    /// Where something is done with it, below the workspace.
    pub fn at(&self, what: &str) -> String {
        format!("/settings/invitations/{}{what}", self.id)
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
            department: None,
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
    pub async fn new_link(&self, invitation: InvitationId) -> &'static str {
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
        address.strip_prefix(base).unwrap().to_owned().leak()
    }

    fn rank_of(&self, role: RoleId) -> i16 {
        let builtin: Option<String> = roles::table
            .find((self.id, role))
            .select(roles::builtin)
            .first(&mut self.app.database.connection())
            .unwrap();
        builtin.map_or(3, |name| name.parse::<BuiltinRole>().unwrap().rank())
    }

    /// By Maja, with a mail that waits to go out.
    pub async fn invited(&self, email: &str, role: BuiltinRole) -> Invited {
        self.invited_with(email, self.role(role), true).await
    }

    /// `is_sent` is whether a mail was asked for.
    pub async fn invited_with(&self, email: &str, role: RoleId, is_sent: bool) -> Invited {
        let invited = self
            .invite(&Invite {
                email,
                role: Some(role),
                ..Invite::default()
            })
            .await;
        let connection = &mut self.app.database.connection();
        if !is_sent {
            diesel::update(invitations::table.find((self.id, invited.id)))
                .set(invitations::sent_at.eq(None::<DateTime<Utc>>))
                .execute(connection)
                .unwrap();
            return invited;
        }
        let link: LinkId = link_tokens::table
            .filter(link_tokens::subject_id.eq(invited.id.as_uuid()))
            .select(link_tokens::id)
            .first(connection)
            .unwrap();
        let (workspace, recipient) = (self.id, EmailAddress::parse(email).unwrap());
        let queueing = self.app.db.tx(move |tx| {
            let mail = NewMail {
                kind: "invitation",
                recipient: &recipient,
                subject: Some(invited.id.as_uuid()),
                link: Some(link),
            };
            enqueue(tx, workspace, &mail)
        });
        let queued: Result<(), DbError> = queueing.await;
        queued.unwrap();
        invited
    }

    /// As many, one a second, the last one first in the list; none of them by mail.
    pub fn invited_many(&self, count: u32) {
        let (workspace, owner) = (self.id, self.owner);
        let role = self.role(BuiltinRole::Agent);
        let sql = format!(
            "WITH people AS (
                 INSERT INTO users (workspace_id, id, email, email_key, status, top_role_rank, created_at)
                 SELECT '{workspace}', gen_random_uuid(), 'p' || n || '@northwind.example',
                        'p' || n || '@northwind.example', 'pending', 4, now()
                 FROM generate_series(1, {count}) AS n
                 RETURNING id, email
             ), given AS (
                 INSERT INTO user_roles (workspace_id, user_id, role_id)
                 SELECT '{workspace}', id, '{role}' FROM people
             )
             INSERT INTO invitations (workspace_id, id, user_id, email, invited_by, status, valid_hours,
                                      created_at, sent_at, expires_at)
             SELECT '{workspace}', gen_random_uuid(), id, email, '{owner}', 'pending', 168,
                    now() - interval '1 day' + substr(split_part(email, '@', 1), 2)::int * interval '1 second',
                    now(), now() + interval '7 days'
             FROM people"
        );
        let connection = &mut self.app.database.connection();
        connection.batch_execute(&sql).unwrap();
        recount(connection);
    }

    /// They have come, by the clock of the test.
    pub fn joins_now(&self, invited: Invited) {
        self.joins(invited);
        let now = self.app.clock.now();
        diesel::update(invitations::table.find((self.id, invited.id)))
            .set(invitations::accepted_at.eq(now))
            .execute(&mut self.app.database.connection())
            .unwrap();
    }

    /// Behind Muster's back.
    pub fn is_gone(&self, email: &str) {
        diesel::delete(invitations::table.filter(invitations::email.eq(email)))
            .execute(&mut self.app.database.connection())
            .unwrap();
    }

    /// As the operator sets it.
    pub fn set_plan(&self, plan: &str) {
        diesel::update(workspaces::table.find(self.id))
            .set(workspaces::plan.eq(plan))
            .execute(&mut self.app.database.connection())
            .unwrap();
    }

    /// They have come.
    pub fn joins(&self, invited: Invited) {
        let connection = &mut self.app.database.connection();
        diesel::update(users::table.find((self.id, invited.user)))
            .set((
                users::status.eq("active"),
                users::full_name.eq("Nora Bell"),
                users::display_name.eq("Nora Bell"),
                users::password_hash.eq("$argon2id$"),
                users::activated_at.eq(diesel::dsl::now),
            ))
            .execute(connection)
            .unwrap();
        diesel::update(invitations::table.find((self.id, invited.id)))
            .set((
                invitations::status.eq("accepted"),
                invitations::accepted_at.eq(diesel::dsl::now),
            ))
            .execute(connection)
            .unwrap();
    }

    /// How many mails there are about it.
    pub fn mails_about(&self, invited: Invited) -> i64 {
        outbox::table
            .filter(outbox::subject_id.eq(invited.id.as_uuid()))
            .count()
            .get_result(&mut self.app.database.connection())
            .unwrap()
    }
}
