//! Whatever runs at the same moment, on two servers of one database, ends in one legal state.

mod acting;

use std::time::Duration;

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Text, Uuid as SqlUuid};
use futures_util::future::join_all;
use muster::access::BuiltinRole;
use muster::types::{InvitationStatus, UserStatus};

use super::accepting::{FORM, HOME, accept, form_of, form_with};
use crate::support::smtp::{Mail, MailServer};
use crate::support::{Answer, Invite, Invited, Person, TestApp, Workspace};

const ROUNDS: usize = 200;

fn with_status(answers: &[Answer], status: u16) -> usize {
    let has = |answer: &&Answer| answer.status.as_u16() == status;
    answers.iter().filter(has).count()
}

/// The links of an invitation, by what became of them.
#[derive(Debug, PartialEq, Eq, QueryableByName)]
struct Links {
    #[diesel(sql_type = BigInt)]
    open: i64,
    #[diesel(sql_type = BigInt)]
    used: i64,
}

impl Workspace<'_> {
    fn links_of(&self, invited: &Invited) -> Links {
        sql_query(
            "SELECT count(*) FILTER (WHERE used_at IS NULL AND superseded_at IS NULL
                        AND withdrawn_at IS NULL) AS open,
                    count(*) FILTER (WHERE used_at IS NOT NULL) AS used
             FROM link_tokens WHERE workspace_id = $1 AND subject_id = $2",
        )
        .bind::<SqlUuid, _>(self.id)
        .bind::<SqlUuid, _>(invited.id.as_uuid())
        .get_result(&mut self.app.database.connection())
        .unwrap()
    }

    /// How the rows stand, all of which tell the same story.
    fn is_legal(&self, invited: &Invited) -> InvitationStatus {
        let (user, status) = self.standing(invited);
        let audited = |action: &str| self.audited(action, invited);
        let audited = ["invitation.accepted", "invitation.cancelled"].map(audited);
        let (links, sessions) = (self.links_of(invited), self.sessions_of(invited));
        let story = (user, (links.open, links.used), sessions, audited);
        let legal = match status {
            InvitationStatus::Accepted => (Some(UserStatus::Active), (0, 1), 1, [1, 0]),
            InvitationStatus::Cancelled => (None, (0, 0), 0, [0, 1]),
            InvitationStatus::Pending => (Some(UserStatus::Pending), (1, 0), 0, [0, 0]),
        };
        assert_eq!(story, legal, "{status:?}");
        assert_eq!(self.seats_out_of_step(), 0);
        status
    }

    /// Invited people without an open invitation, and open invitations without somebody invited.
    fn seats_out_of_step(&self) -> i64 {
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = BigInt)]
            wrong: i64,
        }
        let row: Row = sql_query(
            "SELECT count(*) AS wrong
             FROM (SELECT id FROM users WHERE workspace_id = $1 AND status = 'pending') AS people
             FULL JOIN (
                 SELECT user_id FROM invitations WHERE workspace_id = $1 AND status = 'pending'
             ) AS open ON open.user_id = people.id
             WHERE people.id IS NULL OR open.user_id IS NULL",
        )
        .bind::<SqlUuid, _>(self.id)
        .get_result(&mut self.app.database.connection())
        .unwrap();
        row.wrong
    }

    async fn invite_number(&self, round: usize) -> Invited {
        let email = format!("nora-{round}@northwind.example");
        let invite = Invite {
            email: &email,
            ..Invite::default()
        };
        self.invite(&invite).await
    }
}

/// So many take about 10 s in a debug build, and a minute is the most for all of these together.
const ROUNDS_OF_FIFTY: usize = 25;

#[actix_web::test]
async fn fifty_who_accept_at_once_make_one_account() {
    let app = TestApp::start();
    let other = app.another_server();
    let workspace = app.workspace("northwind").await;
    for round in 0..ROUNDS_OF_FIFTY {
        let invited = workspace.invite_number(round).await;
        let servers = [&app, &other].into_iter().cycle();
        let tries = servers.take(50).map(|server| accept(server, &invited));
        let answers = join_all(tries).await;
        let counts = (with_status(&answers, 303), with_status(&answers, 410));
        assert_eq!(counts, (1, 49), "round {round}");
        assert_eq!(workspace.is_legal(&invited), InvitationStatus::Accepted);
    }
}

#[actix_web::test]
async fn a_dozen_clicks_on_one_form_all_go_home() {
    let app = TestApp::start();
    let other = app.another_server();
    let workspace = app.workspace("northwind").await;
    let invited = workspace.nora().await;
    let form = form_of(&app.get(invited.link).await);
    let typed = form_with(&[("form", &form)]);
    let clicks = (0..12).map(|number| {
        let server = if number % 2 == 0 { &app } else { &other };
        server.post(invited.link, &typed)
    });
    for answer in join_all(clicks).await {
        answer.leads_to(HOME);
        assert!(answer.header("set-cookie").contains("muster"), "{answer:?}");
    }
    assert!(workspace.has_joined(&invited));
    assert_eq!(workspace.audited("invitation.accepted", &invited), 1);
}

#[actix_web::test]
async fn accepting_against_a_new_link_that_was_asked_for() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let other = app.another_server();
    let workspace = app.workspace("northwind").await;
    for round in 0..30 {
        let mut invited = workspace.invite_number(round).await;
        let older = invited.link;
        invited.link = workspace.new_link(invited.id).await;
        other.post(&format!("{older}/renew"), &[]).await.is_ok();
        let (accepted, ()) = tokio::join!(accept(&app, &invited), other.send_mails());
        accepted.leads_to(HOME);
        assert_eq!(workspace.is_legal(&invited), InvitationStatus::Accepted);
        app.get(older).await.has_status(410).shows("Already used");
    }
}

#[actix_web::test]
async fn twenty_who_ask_for_a_new_link_at_once_leave_one() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let other = app.another_server();
    let workspace = app.workspace("northwind").await;
    let invited = workspace.nora().await;
    app.clock.advance(chrono::TimeDelta::days(8));
    let renew = format!("{}/renew", invited.link);
    let asked = (0..20).map(|number| {
        let server = if number % 2 == 0 { &app } else { &other };
        server.post(&renew, &[])
    });
    assert_eq!(with_status(&join_all(asked).await, 200), 20);
    tokio::join!(app.send_mails(), other.send_mails());
    assert_eq!(workspace.is_legal(&invited), InvitationStatus::Pending);
    assert_eq!(workspace.audited("invitation.renewed", &invited), 1);
    let to_nora = |mail: &Mail| mail.to == ["nora@northwind.example"];
    let mails = server.mails();
    assert_eq!(mails.iter().filter(|mail| to_nora(mail)).count(), 3);
}

#[actix_web::test]
async fn the_last_seat_is_taken_once() {
    let app = TestApp::start();
    let other = app.another_server();
    let workspace = app.workspace("northwind").await;
    let mut invited = Vec::new();
    for round in 0..8 {
        invited.push(workspace.invite_number(round).await);
    }
    // Five seats, of which Maja has one.
    sql_query("UPDATE workspaces SET plan = 'growth'")
        .execute(&mut app.database.connection())
        .unwrap();
    let tries = invited.iter().enumerate().map(|(number, invited)| {
        let server = if number % 2 == 0 { &app } else { &other };
        server.post(invited.link, &FORM)
    });
    let answers = join_all(tries).await;
    let counts = (with_status(&answers, 303), with_status(&answers, 409));
    assert_eq!(counts, (4, 4), "{answers:?}");
    for invited in &invited {
        workspace.is_legal(invited);
    }
}
