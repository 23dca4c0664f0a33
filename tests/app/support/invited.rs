//! People who are invited, without the dialog.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use muster::access::BuiltinRole;
use muster::db::schema::{invitations, outbox, users, workspaces};
use muster::db::{DbError, Tx};
use muster::links::{LinkFor, Links, Purpose};
use muster::mail::{NewMail, enqueue};
use muster::types::{EmailAddress, InvitationId, RoleId, UserId};
use muster::users::{NewPendingUser, insert_pending};

use super::Workspace;

/// Somebody who is invited.
#[derive(Clone, Copy, Debug)]
pub struct Invited {
    pub id: InvitationId,
    pub user: UserId,
}

impl Invited {
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
    /// By Maja, for seven days, with a mail that waits to go out.
    pub async fn invited(&self, email: &str, role: BuiltinRole) -> Invited {
        self.invited_with(email, self.role(role), true).await
    }

    /// `is_sent` is whether a mail was asked for.
    pub async fn invited_with(&self, email: &str, role: RoleId, is_sent: bool) -> Invited {
        let (workspace, owner) = (self.id, self.owner);
        let email = EmailAddress::parse(email).unwrap();
        let links = Links::new(self.app.keys.clone(), self.app.services.base_url.clone());
        let new = Invited {
            id: InvitationId::new(),
            user: UserId::new(),
        };
        let inviting = self.app.db.tx(move |tx: &mut Tx<'_>| {
            let person = NewPendingUser {
                id: new.user,
                email: email.clone(),
                full_name: None,
                display_name: None,
                roles: vec![role],
                top_role_rank: 4,
            };
            insert_pending(tx, workspace, &[person])?;
            let now = tx.now()?;
            diesel::insert_into(invitations::table)
                .values((
                    invitations::workspace_id.eq(workspace),
                    invitations::id.eq(new.id),
                    invitations::user_id.eq(new.user),
                    invitations::email.eq(email.typed()),
                    invitations::invited_by.eq(owner),
                    invitations::status.eq("pending"),
                    invitations::valid_hours.eq(168),
                    invitations::created_at.eq(now),
                    invitations::sent_at.eq(is_sent.then_some(now)),
                    invitations::expires_at.eq(now + chrono::TimeDelta::days(7)),
                ))
                .execute(tx.connection())?;
            let link = links.mint(
                tx,
                &LinkFor {
                    workspace,
                    purpose: Purpose::Invitation,
                    subject: new.id.as_uuid(),
                    lifetime: None,
                },
            )?;
            if is_sent {
                let mail = NewMail {
                    kind: "invitation",
                    recipient: &email,
                    subject: Some(new.id.as_uuid()),
                    link: Some(link.link.id),
                };
                enqueue(tx, workspace, &mail)?;
            }
            Ok::<_, DbError>(())
        });
        inviting.await.unwrap();
        new
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
        self.app.database.connection().batch_execute(&sql).unwrap();
    }

    /// They have come, by the clock of the test.
    pub fn has_joined_now(&self, invited: Invited) {
        self.has_joined(invited);
        let now = chrono::Utc::now() + self.app.clock.offset();
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
    pub fn has_joined(&self, invited: Invited) {
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
