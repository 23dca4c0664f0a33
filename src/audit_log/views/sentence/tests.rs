use chrono::DateTime;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::*;
use crate::audit_log::store::logged::{Aim, DetailsState};
use crate::types::AuditEventId;

const MAJA: u128 = 1;
const ANA: u128 = 2;

fn maja() -> Doer {
    person(MAJA, "Maja Öberg")
}

fn ana() -> Doer {
    person(ANA, "Ana Lima")
}

fn person(id: u128, name: &str) -> Doer {
    Doer::Person {
        id: Uuid::from_u128(id).into(),
        name: name.to_owned(),
    }
}

fn operator(command: &str) -> Doer {
    Doer::Operator {
        command: Some(command.to_owned()),
    }
}

fn system(reason: &str) -> Doer {
    Doer::System {
        reason: Some(reason.to_owned()),
    }
}

fn aim(kind: &str, id: u128, name: Option<&str>) -> Aim {
    Aim {
        kind: kind.to_owned(),
        id: Uuid::from_u128(id),
        name: name.map(str::to_owned),
    }
}

fn on_ana() -> Aim {
    aim("user", ANA, Some("Ana Lima"))
}

fn on_role(name: &str) -> Aim {
    aim("role", 7, Some(name))
}

fn entry(doer: Doer, action: &str, aim: impl Into<Option<Aim>>, details: Value) -> Logged {
    let details = match details {
        Value::Object(details) => details,
        _ => Map::new(),
    };
    Logged {
        id: AuditEventId::from(Uuid::from_u128(9)),
        at: DateTime::UNIX_EPOCH,
        read_at: DateTime::UNIX_EPOCH,
        doer,
        action: action.to_owned(),
        aim: aim.into(),
        details,
        state: DetailsState::Kept,
        seal: None,
    }
}

/// Who, what, on whom, with which details, and how that reads.
macro_rules! reads {
    ($doer:expr, $action:expr, $aim:expr, $details:expr, $expected:expr $(,)?) => {
        let entry = entry($doer, $action.as_str(), $aim, $details);
        assert_eq!(sentence(&entry).to_string(), $expected);
    };
}

mod keys;
mod organisation;
mod rights;

#[test]
fn signing_in_and_out_reads_as_it_happened() {
    let none = || json!({});
    reads!(
        ana(),
        Action::SessionStarted,
        on_ana(),
        none(),
        "Ana Lima signed in",
    );
    reads!(
        ana(),
        Action::SessionEnded,
        on_ana(),
        none(),
        "Ana Lima signed out",
    );
    reads!(
        system("sign-in"),
        Action::SessionRefused,
        on_ana(),
        none(),
        "Somebody tried to sign in as Ana Lima with a wrong password",
    );
    reads!(
        ana(),
        Action::SessionOthersEnded,
        on_ana(),
        json!({ "count": 1 }),
        "Ana Lima signed out everywhere else (1 session)",
    );
    reads!(
        system("sign-in"),
        Action::SessionReplaced,
        Some(aim("session", 5, Some(""))),
        none(),
        "Somebody signed in where somebody was signed in, which ended that session",
    );
}

#[test]
fn what_becomes_of_a_password_reads_without_it() {
    reads!(
        ana(),
        Action::PasswordChanged,
        on_ana(),
        json!({}),
        "Ana Lima changed their password",
    );
    reads!(
        ana(),
        Action::PasswordReset,
        on_ana(),
        json!({ "sessions_ended": 3 }),
        "Ana Lima set a new password by a mailed link, which signed them out everywhere (3 sessions)",
    );
    reads!(
        operator("user reset-link"),
        Action::PasswordResetLinkMade,
        on_ana(),
        json!({}),
        "The operator made a link with which Ana Lima can set a new password (muster user reset-link)",
    );
    reads!(
        ana(),
        Action::PasswordRefused,
        on_ana(),
        json!({}),
        "Ana Lima was asked for their password and typed a wrong one",
    );
}

#[test]
fn a_change_of_a_name_says_from_what_to_what() {
    let both = json!({
        "full_name": { "before": "Ana Lima", "after": "Ana Berg" },
        "display_name": { "before": "Ana", "after": "Annie" },
    });
    reads!(
        ana(),
        Action::UserRenamed,
        on_ana(),
        both,
        "Ana Lima changed their name and display name from Ana Lima to Ana Berg",
    );
    let one = json!({ "display_name": { "before": "Ana", "after": "Annie" } });
    reads!(
        maja(),
        Action::UserRenamed,
        on_ana(),
        one,
        "Maja Öberg changed the display name of Ana Lima from Ana to Annie",
    );
}

#[test]
fn what_happens_to_the_workspace_is_said() {
    let northwind = || Some(aim("workspace", 3, Some("Northwind")));
    reads!(
        system("setup"),
        Action::WorkspaceCreated,
        northwind(),
        json!({ "slug": "northwind" }),
        "The first setup made the workspace Northwind",
    );
    reads!(
        operator("workspace create"),
        Action::UserCreated,
        on_ana(),
        json!({ "role": "Owner" }),
        "The operator made an account for Ana Lima with the role Owner (muster workspace create)",
    );
    reads!(
        operator("workspace plan"),
        Action::WorkspacePlanChanged,
        northwind(),
        json!({ "plan": { "before": "growth", "after": "scale" } }),
        "The operator changed the plan from growth to scale (muster workspace plan)",
    );
}

/// What is left of an entry once its details are an empty object.
#[test]
fn what_was_erased_reads_former_user_and_never_empty() {
    let former = || person(ANA, crate::audit_log::store::logged::FORMER);
    for action in Action::ALL {
        for aim in [
            None,
            Some(aim("user", MAJA, None)),
            Some(aim("role", 7, None)),
        ] {
            let entry = entry(former(), action.as_str(), aim, json!({}));
            let said = sentence(&entry).to_string();
            assert!(said.starts_with("Former user "), "{said}");
            assert!(!said.contains("no words for"), "{said}");
            assert!(
                !said.contains("  ") && said.len() > "Former user ".len() + 5,
                "{said}"
            );
        }
    }
    reads!(
        former(),
        Action::UserRoleGiven,
        Some(aim("user", MAJA, None)),
        json!({}),
        "Former user gave Former user a role",
    );
    reads!(
        former(),
        Action::RoleDeleted,
        Some(aim("role", 7, None)),
        json!({}),
        "Former user deleted a role",
    );
}

#[test]
fn what_a_newer_muster_wrote_is_shown_as_far_as_it_is_known() {
    let entry = entry(maja(), "kettle.filled", on_ana(), json!({}));
    assert_eq!(
        sentence(&entry).to_string(),
        "Maja Öberg did something that this version of Muster has no words for (kettle.filled), on Ana Lima"
    );
}

#[test]
fn people_are_told_from_the_words_around_them() {
    let entry = entry(
        maja(),
        "user.role_given",
        on_ana(),
        json!({ "role": "Agent" }),
    );
    let parts = sentence(&entry).0;
    let people = parts
        .iter()
        .filter(|part| matches!(part, Part::Person { .. }));
    assert_eq!(people.count(), 2);
}

#[test]
fn how_email_is_sent_reads_with_the_server() {
    let side = |before: &str, after: &str| json!({ "host": { "before": before, "after": after } });
    let changed = Action::MailSettingsChanged;
    let on = || Some(aim("workspace", 3, Some("")));
    let to = "Maja Öberg had email sent by smtp.example.com";
    reads!(maja(), changed, on(), side("", "smtp.example.com"), to);
    let back = "Maja Öberg had email sent by Muster's own mail server again";
    reads!(maja(), changed, on(), side("smtp.example.com", ""), back);
    let other = "Maja Öberg changed how email is sent";
    reads!(
        maja(),
        changed,
        on(),
        json!({ "password_changed": true }),
        other
    );
    let tested = Action::MailSettingsTested;
    let accepted = json!({ "host": "smtp.example.com", "accepted": true });
    let said = "Maja Öberg sent a test email, which smtp.example.com accepted";
    reads!(maja(), tested, None, accepted, said);
    let refused = json!({ "host": "smtp.example.com", "accepted": false, "words": "550 No" });
    let said = "Maja Öberg tried to send a test email by smtp.example.com, which failed";
    reads!(maja(), tested, None, refused, said);
    reads!(
        maja(),
        tested,
        None,
        json!({}),
        "Maja Öberg sent a test email"
    );
}
