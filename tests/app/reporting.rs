//! Who reports to whom: never in a circle, never to who has left, and always counted right.

mod leaving;

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Integer, Uuid as SqlUuid};
use futures_util::future::join_all;
use muster::access::{BuiltinRole::Agent, Granted};
use muster::db::schema::users;
use muster::reporting::{self, ReportError};
use muster::types::UserId;

use crate::support::{TestApp, Workspace, one_of_three};

impl Workspace<'_> {
    /// By the operator, who may everything.
    pub async fn reports_to(
        &self,
        user: UserId,
        manager: impl Into<Option<UserId>>,
    ) -> Result<(), ReportError> {
        let (workspace, manager) = (self.id, manager.into());
        let setting = self.app.db.tx(move |tx| {
            let by = tx.alone(Granted::operator("test", workspace))?;
            reporting::set_manager(tx, &by, user, manager)
        });
        setting.await
    }

    pub fn manager_of(&self, user: UserId) -> Option<UserId> {
        users::table
            .find((self.id, user))
            .select(users::manager_id)
            .first(&mut self.app.database.connection())
            .unwrap()
    }

    /// How many people's reports are counted wrong, and how many report around to themselves.
    pub fn wrong_reports(&self) -> (i64, i64) {
        #[derive(QueryableByName)]
        struct Wrong {
            #[diesel(sql_type = BigInt)]
            miscounted: i64,
            #[diesel(sql_type = BigInt)]
            in_circles: i64,
        }
        let wrong: Wrong = sql_query(
            "WITH RECURSIVE up AS (
                 SELECT id AS start, manager_id AS at, 1 AS steps FROM users
                 WHERE workspace_id = $1 AND manager_id IS NOT NULL
                 UNION
                 SELECT up.start, users.manager_id, up.steps + 1 FROM up
                 JOIN users ON users.workspace_id = $1 AND users.id = up.at
                 WHERE users.manager_id IS NOT NULL AND up.steps < 50
             )
             SELECT (
                 SELECT count(*) FROM users WHERE workspace_id = $1 AND reports <> (
                     SELECT count(*) FROM users AS below
                     WHERE below.workspace_id = $1 AND below.manager_id = users.id
                         AND below.status <> 'inactive'
                 )
             ) AS miscounted,
             (SELECT count(*) FROM up WHERE start = at) AS in_circles",
        )
        .bind::<SqlUuid, _>(self.id)
        .get_result(&mut self.app.database.connection())
        .unwrap();
        (wrong.miscounted, wrong.in_circles)
    }
}

async fn some_people(workspace: &Workspace<'_>, number: usize) -> Vec<UserId> {
    let mut people = Vec::new();
    for index in 0..number {
        let name = format!("{} Lima", ["Ana", "Bo", "Cy", "Di", "Eve", "Flo"][index]);
        people.push(workspace.member(&name, Agent).await);
    }
    people
}

#[actix_web::test]
async fn nobody_reports_to_themselves_however_far_around() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let people = some_people(&workspace, 4).await;
    for pair in people.windows(2) {
        workspace.reports_to(pair[1], pair[0]).await.unwrap();
    }
    assert!(matches!(
        workspace.reports_to(people[0], people[0]).await,
        Err(ReportError::Themselves)
    ));
    for below in &people[1..] {
        let refused = workspace.reports_to(people[0], *below).await.unwrap_err();
        assert!(matches!(refused, ReportError::Loop { .. }), "{refused}");
    }
    assert_eq!(workspace.wrong_reports(), (0, 0));
    workspace.reports_to(people[1], None).await.unwrap();
    workspace.reports_to(people[0], people[3]).await.unwrap();
    assert_eq!(workspace.manager_of(people[0]), Some(people[3]));
    assert_eq!(workspace.wrong_reports(), (0, 0));
}

#[actix_web::test]
async fn two_hundred_rounds_of_moves_that_would_close_a_loop_together_never_do() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let people = some_people(&workspace, 3).await;
    let mut refused = 0;
    for round in 0..200 {
        for person in &people {
            workspace.reports_to(*person, None).await.unwrap();
        }
        // Two who take each other, or three around.
        let moves: &[(usize, usize)] = if round % 2 == 0 {
            &[(0, 1), (1, 0)]
        } else {
            &[(0, 1), (1, 2), (2, 0)]
        };
        let moving = moves
            .iter()
            .map(|(who, to)| workspace.reports_to(people[*who], people[*to]));
        let outcomes = join_all(moving).await;
        let loops = outcomes
            .iter()
            .filter(|outcome| matches!(outcome, Err(ReportError::Loop { .. })))
            .count();
        assert_eq!(loops, 1, "round {round}: {outcomes:?}");
        assert_eq!(
            outcomes.iter().filter(|outcome| outcome.is_ok()).count(),
            moves.len() - 1,
            "round {round}: {outcomes:?}"
        );
        assert_eq!(workspace.wrong_reports(), (0, 0), "round {round}");
        refused += loops;
    }
    assert_eq!(refused, 200);
}

#[actix_web::test]
async fn a_manager_is_somebody_who_is_here() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let other = app.workspace("contoso").await;
    let people = some_people(&workspace, 2).await;
    workspace.set_status(people[1], "inactive");
    assert!(matches!(
        workspace.reports_to(people[0], people[1]).await,
        Err(ReportError::ManagerInactive(name)) if name == "Bo Lima"
    ));
    for nobody in [other.owner, UserId::new()] {
        assert!(matches!(
            workspace.reports_to(people[0], nobody).await,
            Err(ReportError::NoSuchManager)
        ));
    }
    assert!(matches!(
        workspace.reports_to(other.owner, people[0]).await,
        Err(ReportError::Nobody)
    ));
    assert_eq!(workspace.manager_of(people[0]), None);
}

/// `number` people, each reporting to the one before; the first and the last of them.
fn a_line_of(workspace: &Workspace<'_>, number: i32) -> (UserId, UserId) {
    #[derive(QueryableByName)]
    struct Ends {
        #[diesel(sql_type = SqlUuid)]
        first: UserId,
        #[diesel(sql_type = SqlUuid)]
        last: UserId,
    }
    sql_query(
        "WITH line AS (
             SELECT n, gen_random_uuid() AS id FROM generate_series(1, $2) AS n
         ), made AS (
             INSERT INTO users (workspace_id, id, email, email_key, full_name, display_name, status,
                                password_hash, top_role_rank, created_at, activated_at, manager_id,
                                reports)
             SELECT $1, line.id, 'line' || n || '@northwind.example', 'line' || n || '@northwind.example',
                    'Line ' || n, 'Line ' || n, 'active', 'x', 4, now(), now(),
                    lag(line.id) OVER (ORDER BY n), CASE WHEN n < $2 THEN 1 ELSE 0 END
             FROM line
         )
         SELECT (SELECT id FROM line WHERE n = 1) AS first, (SELECT id FROM line WHERE n = $2) AS last",
    )
    .bind::<SqlUuid, _>(workspace.id)
    .bind::<Integer, _>(number)
    .get_result::<Ends>(&mut workspace.app.database.connection())
    .map(|ends| (ends.first, ends.last))
    .unwrap()
}

#[actix_web::test]
async fn nobody_is_put_below_a_line_that_nobody_would_read() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let ana = some_people(&workspace, 1).await[0];
    let (_, last) = a_line_of(&workspace, 499);
    workspace.reports_to(ana, last).await.unwrap();
    let elsewhere = app.workspace("contoso").await;
    let bo = some_people(&elsewhere, 1).await[0];
    let (first, last) = a_line_of(&elsewhere, 5_000);
    let refused = elsewhere.reports_to(bo, last).await;
    assert!(
        matches!(refused, Err(ReportError::TooDeep(_))),
        "{refused:?}"
    );
    elsewhere.reports_to(bo, first).await.unwrap();
}

#[actix_web::test]
async fn a_line_of_five_thousand_is_walked_up_within_a_request() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let (_, last) = a_line_of(&workspace, 5_000);
    // Every path that was walked on the way took gigabytes, and the request all of its time.
    one_of_three(async || {
        let answer = maja.get(&format!("/settings/org-chart?at={last}")).await;
        match answer.status.as_u16() {
            200 => {
                answer.shows("Line 5000");
                Ok(())
            }
            late => Err(format!("{late}")),
        }
    })
    .await;
}
