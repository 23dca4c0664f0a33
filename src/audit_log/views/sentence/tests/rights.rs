use serde_json::json;

use super::super::*;
use super::{entry, maja, on_ana, on_role, operator};

#[test]
fn what_was_given_and_what_was_taken_is_said() {
    let given = |role: &str| json!({ "role": role });
    reads!(
        operator("user recover-owner"),
        Action::UserRoleGiven,
        on_ana(),
        given("Owner"),
        "The operator made Ana Lima an owner (muster user recover-owner)",
    );
    reads!(
        maja(),
        Action::UserRoleGiven,
        on_ana(),
        given("Supervisor"),
        "Maja Öberg gave Ana Lima the role Supervisor",
    );
    for (before, after, said) in [
        (
            json!(["Agent"]),
            json!(["Supervisor"]),
            "gave Ana Lima the role Supervisor and took Agent",
        ),
        (
            json!(["Agent"]),
            json!(["Agent", "Sales"]),
            "gave Ana Lima the role Sales",
        ),
        (
            json!(["Agent", "Sales", "Billing"]),
            json!(["Agent"]),
            "took the roles Sales and Billing from Ana Lima",
        ),
        (json!([]), json!([]), "changed the roles of Ana Lima"),
    ] {
        let details = json!({ "roles": { "before": before, "after": after } });
        reads!(
            maja(),
            Action::UserRolesChanged,
            on_ana(),
            details,
            format!("Maja Öberg {said}"),
        );
    }
    reads!(
        maja(),
        Action::UserRolesChanged,
        on_ana(),
        json!({
            "roles": { "before": ["Sales agent"], "after": ["Agent"] },
            "deleted_role": "Sales agent",
        }),
        "Maja Öberg gave Ana Lima the role Agent and took Sales agent, because the role Sales agent was deleted",
    );
}

#[test]
fn what_happens_to_a_role_is_said() {
    reads!(
        maja(),
        Action::RoleCreated,
        on_role("Sales"),
        json!({}),
        "Maja Öberg made the role Sales",
    );
    for (details, said) in [
        (json!({}), "deleted the role Sales"),
        (json!({ "people": 0 }), "deleted the role Sales"),
        (
            json!({ "replacement": "Agent", "people": 1 }),
            "deleted the role Sales; its 1 holder got Agent instead",
        ),
        (
            json!({ "replacement": "Agent", "people": 3 }),
            "deleted the role Sales; its 3 holders got Agent instead",
        ),
    ] {
        reads!(
            maja(),
            Action::RoleDeleted,
            on_role("Sales"),
            details,
            format!("Maja Öberg {said}"),
        );
    }
}

#[test]
fn what_was_changed_about_a_role_is_named() {
    let name = json!({ "before": "Sales", "after": "Shop" });
    let landing = json!({ "before": "inbox", "after": "audit" });
    let permissions = |before: &[&str], after: &[&str]| json!({ "before": before, "after": after });
    let exchanged = permissions(
        &["users:read", "contacts:delete"],
        &["users:read", "contacts:write"],
    );
    let six = [
        "users:read",
        "teams:read",
        "roles:read",
        "audit:read",
        "contacts:read",
        "kettle:fill",
    ];
    for (details, said) in [
        (json!({ "name": name }), "renamed the role Sales to Shop"),
        (
            json!({ "permissions": exchanged }),
            "changed the role Sales: gave it Write contacts, took Delete contacts",
        ),
        (
            json!({ "name": name, "permissions": permissions(&[], &six[..4]) }),
            "renamed the role Sales to Shop, gave it Read users, Read teams, Read roles and Read audit log",
        ),
        (
            json!({ "permissions": permissions(&["users:read"], &six) }),
            "changed the role Sales: gave it 5 permissions",
        ),
        (
            json!({ "permissions": permissions(&six, &[]) }),
            "changed the role Sales: took 6 permissions",
        ),
        (
            json!({ "permissions": permissions(&["kettle:fill"], &[]) }),
            "changed the role Sales: took kettle:fill",
        ),
        (
            json!({ "description": {}, "landing": landing }),
            "changed the role Sales: set its landing page to Audit log, rewrote its description",
        ),
        (json!({ "colour": {} }), "changed the role Sales"),
    ] {
        reads!(
            maja(),
            Action::RoleChanged,
            on_role("Sales"),
            details,
            format!("Maja Öberg {said}"),
        );
    }
}

#[test]
fn a_refusal_says_what_was_tried_and_what_stood_against_it() {
    for (aim, details, said) in [
        (
            Some(on_ana()),
            json!({
                "permission": "workspace:own", "limit": "ceiling",
                "tried": "give_roles", "roles": ["Admin", "Owner"],
            }),
            "tried to give Ana Lima the roles Admin and Owner, but didn't hold \u{201c}Own the workspace\u{201d}",
        ),
        (
            Some(on_ana()),
            json!({ "permission": "users:delete", "limit": "ceiling", "tried": "change_roles" }),
            "tried to change the roles of Ana Lima, but didn't hold \u{201c}Delete users\u{201d}",
        ),
        (
            None,
            json!({
                "permission": "users:delete", "limit": "ceiling",
                "tried": "make_role", "roles": ["More"],
            }),
            "tried to make the role More, but didn't hold \u{201c}Delete users\u{201d}",
        ),
        (
            Some(on_role("Admin")),
            json!({ "permission": "users:delete", "limit": "ceiling", "tried": "delete_role" }),
            "tried to delete the role Admin, but didn't hold \u{201c}Delete users\u{201d}",
        ),
        (
            Some(on_role("Sales")),
            json!({ "permission": "users:read", "limit": "own_role", "tried": "add_to_role" }),
            "tried to add to the role Sales, which they hold themselves",
        ),
        (
            None,
            json!({ "permission": "users:delete" }),
            "tried what they have no right to (Delete users)",
        ),
        (None, json!({}), "tried what they have no right to"),
        // What a newer Muster wrote.
        (
            Some(on_role("Sales")),
            json!({ "permission": "users:read", "limit": "moon", "tried": "add_to_role" }),
            "tried to add to the role Sales and was refused",
        ),
        (
            Some(on_role("Sales")),
            json!({ "permission": "users:read", "limit": "ceiling", "tried": "paint_role" }),
            "tried what they have no right to (Read users)",
        ),
    ] {
        reads!(
            maja(),
            Action::AccessRefused,
            aim,
            details,
            format!("Maja Öberg {said}"),
        );
    }
}

#[test]
fn whose_rights_were_tried_at_can_be_followed() {
    let details = json!({ "tried": "give_roles", "roles": ["Admin"], "limit": "ceiling" });
    let entry = entry(maja(), "access.refused", on_ana(), details);
    let said = sentence(&entry).0;
    assert_eq!(said.len(), 4);
    let ana = Part::Person {
        id: uuid::Uuid::from_u128(2).into(),
        name: "Ana Lima".to_owned(),
    };
    assert_eq!(said[2], ana);
}
