use serde_json::json;

use super::super::*;
use super::{maja, on_ana};

#[test]
fn what_becomes_of_an_account_is_said() {
    for (action, details, said) in [
        (Action::UserEmailAsked, json!({}), "asked for another address for Ana Lima"),
        (
            Action::UserEmailChanged,
            json!({ "email": { "before": "ana@a.example", "after": "ana@b.example" } }),
            "changed the address of Ana Lima from ana@a.example to ana@b.example",
        ),
        (Action::UserBetaChanged, json!({ "beta": "on" }), "gave Ana Lima beta access"),
        (Action::UserBetaChanged, json!({ "beta": "off" }), "took beta access from Ana Lima"),
        (Action::UserDeactivated, json!({}), "deactivated Ana Lima"),
        (Action::UserReactivated, json!({}), "reactivated Ana Lima"),
        (Action::UserDeleted, json!({}), "deleted Ana Lima"),
        (Action::SessionsEndedFor, json!({}), "signed out Ana Lima"),
        (Action::PasswordResetSent, json!({}), "sent Ana Lima a link for a new password"),
        (
            Action::InvitationsHandedOver,
            json!({ "invitations": 2 }),
            "took over the open invitations of Ana Lima (2 invitations)",
        ),
    ] {
        reads!(maja(), action, on_ana(), details, format!("Maja Öberg {said}"));
    }
}

#[test]
fn what_is_done_to_many_at_once_is_counted() {
    for (what, said) in [
        ("role", "changed the roles of many people at once"),
        ("team", "added many people to a team at once"),
        ("deactivate", "deactivated many people at once"),
        ("import", "invited and changed people from a file"),
    ] {
        reads!(
            maja(),
            Action::UsersChanged,
            None,
            json!({ "what": what, "people": 214 }),
            format!("Maja Öberg {said} (214 people)"),
        );
    }
    for (skipped, said) in [(1, "1 was"), (3, "3 were")] {
        reads!(
            maja(),
            Action::UsersChanged,
            None,
            json!({ "what": "team", "people": 214, "skipped": skipped }),
            format!(
                "Maja Öberg added many people to a team at once (214 people), and {said} left out"
            ),
        );
    }
}
