//! Somebody who joins against somebody who acts on their invitation.

use muster::app::routes;

use super::*;

/// Until these pages are there too, there is nothing to race against.
fn is_there(end: &str) -> bool {
    let is_it = |path: &str| path.contains("/settings/invitations") && path.ends_with(end);
    routes().iter().any(|route| is_it(route.path))
}

/// The later of two begins so much later that each is first about as often.
struct Handicap {
    wait: Duration,
    won: [usize; 2],
}

impl Handicap {
    const STEP: Duration = Duration::from_micros(400);

    fn new() -> Self {
        Self {
            wait: Duration::from_millis(8),
            won: [0, 0],
        }
    }

    fn note(&mut self, second_won: bool) {
        self.won[usize::from(second_won)] += 1;
        self.wait = if second_won {
            self.wait + Self::STEP
        } else {
            self.wait.saturating_sub(Self::STEP)
        };
    }
}

/// On the other server, by who may.
async fn acts(maja: &Person<'_>, wait: Duration, invited: &Invited, act: &str) -> Answer {
    tokio::time::sleep(wait).await;
    let path = format!("/settings/invitations/{}/{act}", invited.id);
    maja.post(&path, &[]).await
}

#[actix_web::test]
async fn accepting_against_cancelling_one_of_them_is_first() {
    if !is_there("/cancel") {
        return;
    }
    let app = TestApp::start();
    let other = app.another_server();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await.on(&other);
    let mut handicap = Handicap::new();
    for round in 0..ROUNDS {
        let invited = workspace.invite_number(round).await;
        let cancel = acts(&maja, handicap.wait, &invited, "cancel");
        let (accepted, cancelled) = tokio::join!(accept(&app, &invited), cancel);
        let statuses = [accepted.status.as_u16(), cancelled.status.as_u16()];
        match workspace.is_legal(&invited) {
            InvitationStatus::Accepted => assert_eq!(statuses, [303, 409]),
            InvitationStatus::Cancelled => {
                assert_eq!(statuses, [410, 303]);
                accepted.shows("This invitation was cancelled");
            }
            InvitationStatus::Pending => panic!("{accepted:?} {cancelled:?}"),
        }
        handicap.note(statuses[1] == 303);
    }
    assert!(
        handicap.won.iter().all(|won| *won > 0),
        "{:?}",
        handicap.won
    );
}

#[actix_web::test]
async fn accepting_against_resending_leaves_one_link_or_somebody_who_joined() {
    if !is_there("/resend") {
        return;
    }
    let app = TestApp::start();
    let other = app.another_server();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await.on(&other);
    let mut handicap = Handicap::new();
    for round in 0..ROUNDS {
        let invited = workspace.invite_number(round).await;
        let resend = acts(&maja, handicap.wait, &invited, "resend");
        let (accepted, resent) = tokio::join!(accept(&app, &invited), resend);
        let statuses = [accepted.status.as_u16(), resent.status.as_u16()];
        match workspace.is_legal(&invited) {
            InvitationStatus::Accepted => assert_eq!(statuses, [303, 409]),
            InvitationStatus::Pending => {
                assert_eq!(statuses, [410, 303]);
                accepted.shows("A newer invitation was sent");
            }
            InvitationStatus::Cancelled => panic!("{accepted:?} {resent:?}"),
        }
        handicap.note(statuses[1] == 303);
    }
    assert!(
        handicap.won.iter().all(|won| *won > 0),
        "{:?}",
        handicap.won
    );
}

#[actix_web::test]
async fn one_address_invited_twelve_times_at_once_is_one_person() {
    if !is_there("/settings/invitations") {
        return;
    }
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        email: String,
    }
    let app = TestApp::start();
    let other = app.another_server();
    let workspace = app.workspace("northwind").await;
    let here = workspace.maja().await;
    let there = here.on(&other);
    let role = workspace.role(BuiltinRole::Agent).to_string();
    let form = [
        ("emails", "Nora@northwind.example"),
        ("role", role.as_str()),
        ("send_invite", "on"),
    ];
    let tries = (0..12).map(|number| {
        let maja = if number % 2 == 0 { &here } else { &there };
        maja.post("/settings/invitations", &form)
    });
    let answers = join_all(tries).await;
    let counts = (with_status(&answers, 303), with_status(&answers, 422));
    let statuses = answers.iter().map(|answer| answer.status);
    assert_eq!(counts, (1, 11), "{:?}", statuses.collect::<Vec<_>>());
    let open: Vec<Row> = sql_query(
        "SELECT users.email FROM users
         JOIN invitations ON invitations.user_id = users.id AND invitations.status = 'pending'
         WHERE users.workspace_id = $1",
    )
    .bind::<SqlUuid, _>(workspace.id)
    .load(&mut app.database.connection())
    .unwrap();
    let emails: Vec<_> = open.iter().map(|row| row.email.as_str()).collect();
    assert_eq!(emails, ["Nora@northwind.example"]);
    assert_eq!(workspace.seats_out_of_step(), 0);
}
