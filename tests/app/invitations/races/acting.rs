//! Somebody who joins against somebody who acts on their invitation.

use super::*;

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

/// What somebody does who may, on the other server.
struct Rival {
    act: &'static str,
    /// How the invitation stands where they were first,
    leaves: InvitationStatus,
    /// and what whoever comes with it is told then.
    tells: &'static str,
}

impl Rival {
    async fn acts(&self, maja: &Person<'_>, wait: Duration, invited: &Invited) -> Answer {
        tokio::time::sleep(wait).await;
        let path = format!("/settings/invitations/{}/{}", invited.id, self.act);
        maja.post(&path, &[]).await
    }

    /// One of the two was first, in every round, and each of them in some.
    async fn against_somebody_who_accepts(&self) {
        let app = TestApp::start();
        let other = app.another_server();
        let workspace = app.workspace("northwind").await;
        let maja = workspace.maja().await.on(&other);
        let mut handicap = Handicap::new();
        for round in 0..ROUNDS {
            let invited = workspace.invite_number(round).await;
            let acting = self.acts(&maja, handicap.wait, &invited);
            let (accepted, acted) = tokio::join!(accept(&app, &invited), acting);
            let statuses = [accepted.status.as_u16(), acted.status.as_u16()];
            let was_first = match workspace.is_legal(&invited) {
                InvitationStatus::Accepted => {
                    assert_eq!(statuses, [303, 409], "round {round}");
                    acted.shows("Joined on");
                    false
                }
                left => {
                    assert_eq!((left, statuses), (self.leaves, [410, 303]), "round {round}");
                    accepted.shows(self.tells);
                    true
                }
            };
            handicap.note(was_first);
        }
        let won = handicap.won;
        assert!(won.iter().all(|won| *won > 0), "{won:?}");
    }
}

#[actix_web::test]
async fn accepting_against_cancelling_one_of_them_is_first() {
    let rival = Rival {
        act: "cancel",
        leaves: InvitationStatus::Cancelled,
        tells: "This invitation was cancelled",
    };
    rival.against_somebody_who_accepts().await;
}

#[actix_web::test]
async fn accepting_against_resending_leaves_one_link_or_somebody_who_joined() {
    let rival = Rival {
        act: "resend",
        leaves: InvitationStatus::Pending,
        tells: "A newer invitation was sent",
    };
    rival.against_somebody_who_accepts().await;
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    email: String,
}

#[actix_web::test]
async fn one_address_invited_twelve_times_at_once_is_one_person() {
    let app = TestApp::start();
    let other = app.another_server();
    let workspace = app.workspace("northwind").await;
    let here = workspace.maja().await;
    let there = here.on(&other);
    let role = workspace.role(BuiltinRole::Agent).to_string();
    for round in 0..ROUNDS {
        let email = format!("Nora-{round}@northwind.example");
        let form = [
            ("emails", email.as_str()),
            ("role", &role),
            ("send_invite", "on"),
        ];
        let tries = (0..12).map(|number| {
            let maja = if number % 2 == 0 { &here } else { &there };
            maja.post("/settings/invitations", &form)
        });
        let answers = join_all(tries).await;
        let counts = (with_status(&answers, 303), with_status(&answers, 422));
        let statuses = answers.iter().map(|answer| answer.status);
        let statuses: Vec<_> = statuses.collect();
        assert_eq!(counts, (1, 11), "round {round}: {statuses:?}");
        assert_eq!(workspace.invited_as(&email), [email.as_str()]);
        assert_eq!(workspace.seats_out_of_step(), 0);
    }
}

impl Workspace<'_> {
    /// The open invitations of this address, however it is written.
    fn invited_as(&self, email: &str) -> Vec<String> {
        let rows: Vec<Row> = sql_query(
            "SELECT users.email FROM users
             JOIN invitations ON invitations.user_id = users.id AND invitations.status = 'pending'
             WHERE users.workspace_id = $1 AND users.email_key = lower($2)",
        )
        .bind::<SqlUuid, _>(self.id)
        .bind::<Text, _>(email)
        .load(&mut self.app.database.connection())
        .unwrap();
        rows.into_iter().map(|row| row.email).collect()
    }
}
