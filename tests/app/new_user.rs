//! New user: an account with a first password that somebody else thought of.

use chrono::TimeDelta;
use diesel::prelude::*;
use futures_util::future::join_all;
use muster::access::{BuiltinRole, Permission};
use muster::db::schema::{audit_details, audit_events, users, workspaces};
use muster::types::UserId;
use serde_json::Value;

use crate::support::smtp::MailServer;
use crate::support::{Answer, Invite, Owners, PASSWORD, Person, TestApp, Workspace};

const SOFIA: &str = "sofia@northwind.example";
const FIRST: &str = "kettle-marble-sunrise";

struct Form {
    role: String,
    email: &'static str,
    password: &'static str,
    current_password: &'static str,
}

impl Form {
    fn of(workspace: &Workspace<'_>, role: BuiltinRole) -> Self {
        Self {
            role: workspace.role(role).to_string(),
            email: SOFIA,
            password: FIRST,
            current_password: "",
        }
    }

    async fn sent_by(&self, person: &Person<'_>) -> Answer {
        let form = [
            ("full_name", "Sofia Duarte"),
            ("display_name", "Sofia"),
            ("email", self.email),
            ("role", &self.role),
            ("password", self.password),
            ("current_password", self.current_password),
        ];
        person.post("/settings/users", &form).await
    }
}

fn with_address(app: &TestApp, email: &str) -> Option<UserId> {
    users::table
        .filter(users::email.eq(email))
        .select(users::id)
        .first(&mut app.database.connection())
        .optional()
        .unwrap()
}

fn entries(app: &TestApp, action: &str) -> Vec<Value> {
    audit_events::table
        .inner_join(audit_details::table.on(audit_details::event_id.eq(audit_events::id)))
        .filter(audit_events::action.eq(action))
        .order(audit_events::id.desc())
        .select(audit_details::details)
        .load(&mut app.database.connection())
        .unwrap()
}

#[actix_web::test]
async fn an_account_is_made_and_its_password_is_replaced_at_the_first_sign_in() {
    let server = MailServer::start();
    let app = TestApp::mailing_by(&server);
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let agent = workspace.role(BuiltinRole::Agent);
    maja.get("/settings/users/new")
        .await
        .is_ok()
        .shows("First password")
        .shows(&format!(
            "<option value=\"{agent}\" selected>Agent</option>"
        ))
        .shows("data-strength");
    let made = Form::of(&workspace, BuiltinRole::Agent)
        .sent_by(&maja)
        .await;
    let sofia = with_address(&app, SOFIA).unwrap();
    made.leads_to(&format!(
        "/northwind/settings/users/{sofia}?notice=account-made"
    ));
    assert_eq!(workspace.roles_of(sofia), [agent]);
    let told = &entries(&app, "user.created")[0];
    assert_eq!(told["target_name"], "Sofia Duarte");
    assert_eq!(
        (&told["role"], &told["email"]),
        (&"Agent".into(), &SOFIA.into())
    );
    app.send_mails().await;
    let mail = server.mail_to(SOFIA).await;
    let (text, html) = (mail.text.unwrap(), mail.html.unwrap());
    assert!(text.contains("Maja Öberg made you an account"), "{text}");
    assert!(text.contains("/northwind/login"), "{text}");
    assert!(!text.contains(FIRST) && !html.contains(FIRST));
    assert!(app.all_rows().iter().all(|row| !row.contains(FIRST)));
    let mut visitor = app.visitor();
    visitor.tries(SOFIA, FIRST).await.leads_to("/northwind");
    visitor
        .get("/northwind/inbox")
        .await
        .leads_to("/northwind/profile/password");
    let own = [
        ("current_password", FIRST),
        ("password", "violet-harbour-sleeve"),
        ("password_confirm", "violet-harbour-sleeve"),
    ];
    visitor
        .post("/northwind/profile/password", &own)
        .await
        .has_status(303);
    visitor.get("/northwind/inbox").await.is_ok();
}

#[actix_web::test]
async fn what_is_wrong_stands_by_its_field_and_all_but_the_password_is_kept() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let form = Form::of(&workspace, BuiltinRole::Agent);
    for (password, why) in [
        ("short", "Use at least 8 characters."),
        ("sofia-duarte", "among the first"),
        ("northwind1", "among the first"),
    ] {
        let easy = Form {
            password,
            ..Form::of(&workspace, BuiltinRole::Agent)
        };
        easy.sent_by(&maja)
            .await
            .is_a_mistake()
            .shows(why)
            .shows("value=\"Sofia Duarte\"")
            .shows(&format!("value=\"{SOFIA}\""))
            .shows(&format!("<option value=\"{}\" selected>", form.role))
            .hides(&format!("value=\"{password}\""));
    }
    let elsewhere = app.workspace("contoso").await;
    for role in [
        String::new(),
        "nonsense".to_owned(),
        elsewhere.role(BuiltinRole::Agent).to_string(),
    ] {
        let form = Form {
            role,
            ..Form::of(&workspace, BuiltinRole::Agent)
        };
        form.sent_by(&maja)
            .await
            .is_a_mistake()
            .shows("This role is gone. Choose again.");
    }
    let empty = maja.post("/settings/users", &[]).await;
    empty.is_a_mistake().shows("things need another look");
    assert_eq!(with_address(&app, SOFIA), None);
}

#[actix_web::test]
async fn an_address_that_is_known_leads_to_whose_it_is() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let sofia = workspace.member("Sofia Duarte", BuiltinRole::Agent).await;
    workspace.invite(&Invite::default()).await;
    let page = format!("/northwind/settings/users/{sofia}");
    let form = Form::of(&workspace, BuiltinRole::Agent);
    form.sent_by(&maja)
        .await
        .is_a_mistake()
        .shows("Sofia Duarte is already a member.")
        .shows(&format!("href=\"{page}\""))
        .shows("value=\"Sofia Duarte\"")
        .hides(FIRST);
    workspace.set_status(sofia, "inactive");
    form.sent_by(&maja)
        .await
        .is_a_mistake()
        .shows("is deactivated.")
        .shows(&format!("href=\"{page}/reactivate\""));
    let invited = Form {
        email: "NORA@northwind.example",
        ..Form::of(&workspace, BuiltinRole::Agent)
    };
    invited
        .sent_by(&maja)
        .await
        .is_a_mistake()
        .shows("This address is already invited.")
        .shows("tab=pending");
    assert!(entries(&app, "user.created").len() == 1);
}

#[actix_web::test]
async fn nobody_makes_somebody_who_holds_more_and_an_owner_takes_a_password() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let amina = workspace
        .person("Amina Khatun", BuiltinRole::Supervisor)
        .await;
    amina
        .get("/settings/users/new")
        .await
        .is_ok()
        .shows(">Supervisor</option>")
        .hides(">Admin</option>");
    for role in [BuiltinRole::Admin, BuiltinRole::Owner] {
        Form::of(&workspace, role)
            .sent_by(&amina)
            .await
            .is_forbidden();
    }
    let refused = &entries(&app, "access.refused")[0];
    assert_eq!(refused["tried"], "create_person");
    let jonas = workspace.person("Jonas Weber", BuiltinRole::Agent).await;
    Form::of(&workspace, BuiltinRole::Agent)
        .sent_by(&jonas)
        .await
        .is_forbidden();
    app.clock.advance(TimeDelta::minutes(11));
    let mut owner = Form::of(&workspace, BuiltinRole::Owner);
    owner
        .sent_by(&maja)
        .await
        .is_a_mistake()
        .shows("name=\"current_password\"")
        .shows("value=\"Sofia Duarte\"");
    assert_eq!(with_address(&app, SOFIA), None);
    owner.current_password = PASSWORD;
    owner.sent_by(&maja).await.has_status(303);
    assert_eq!(
        workspace.owners(),
        Owners {
            counted: 2,
            active: 2
        }
    );
}

#[actix_web::test]
async fn who_may_invite_and_see_nobody_is_shown_nobodys_page() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let inviter = workspace.custom_role(&[
        Permission::InviteUsers,
        Permission::ReadConversations,
        Permission::WriteConversations,
        Permission::ReadContacts,
        Permission::ReadTemplates,
        Permission::ReadTeams,
    ]);
    let jonas = workspace.person_with_role("Jonas Weber", inviter).await;
    Form::of(&workspace, BuiltinRole::Agent)
        .sent_by(&jonas)
        .await
        .leads_to("/northwind/settings/users/new?notice=account-made");
    Form::of(&workspace, BuiltinRole::Agent)
        .sent_by(&jonas)
        .await
        .is_a_mistake()
        .hides("See Sofia Duarte");
}

#[actix_web::test]
async fn of_many_at_once_as_many_are_made_as_there_are_seats() {
    let app = TestApp::start();
    let other = app.another_server();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    diesel::update(workspaces::table)
        .set(workspaces::plan.eq("growth"))
        .execute(&mut app.database.connection())
        .unwrap();
    let elsewhere = maja.on(&other);
    let addresses = [
        "a@northwind.example",
        "b@northwind.example",
        "c@northwind.example",
        "d@northwind.example",
        "e@northwind.example",
        "f@northwind.example",
    ];
    let forms: Vec<Form> = addresses
        .into_iter()
        .map(|email| Form {
            email,
            ..Form::of(&workspace, BuiltinRole::Agent)
        })
        .collect();
    let tries = forms
        .iter()
        .enumerate()
        .map(|(number, form)| form.sent_by(if number % 2 == 0 { &maja } else { &elsewhere }));
    let answers = join_all(tries).await;
    let count = |status: u16| {
        let fits = answers.iter().filter(|it| it.status.as_u16() == status);
        fits.count()
    };
    assert_eq!((count(303), count(409)), (4, 2), "{answers:?}");
    let full = answers.iter().find(|it| it.status == 409).unwrap();
    full.shows("All 5 seats are in use.")
        .shows("value=\"Sofia Duarte\"")
        .hides(FIRST);
    let kept: i32 = workspaces::table
        .select(workspaces::active_users)
        .first(&mut app.database.connection())
        .unwrap();
    assert_eq!(kept, 5);
}

#[actix_web::test]
async fn the_same_address_twice_at_once_makes_one_account() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let form = Form::of(&workspace, BuiltinRole::Agent);
    let answers = join_all((0..6).map(|_| form.sent_by(&maja))).await;
    let made = answers.iter().filter(|it| it.status == 303).count();
    let known = answers.iter().filter(|it| it.status == 422).count();
    assert_eq!((made, known), (1, 5), "{answers:?}");
}
