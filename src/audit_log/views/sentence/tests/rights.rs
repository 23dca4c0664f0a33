use serde_json::json;

use super::super::*;
use super::{aim, entry, maja, on_ana, on_role, operator};

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
            "because": "the role Sales agent was deleted",
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
    let permissions = json!({ "before": [], "after": ["users:read"] });
    let name = json!({ "before": "Sales", "after": "Shop" });
    for (details, said) in [
        (json!({ "name": name }), "renamed the role Sales to Shop"),
        (
            json!({ "name": name, "permissions": permissions }),
            "renamed the role Sales to Shop and changed its permissions",
        ),
        (
            json!({ "description": {}, "landing": {}, "permissions": permissions }),
            "changed the description, landing page and permissions of the role Sales",
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
fn a_refusal_says_what_was_tried() {
    let on_northwind = Some(aim("workspace", 3, Some("Northwind")));
    let needs = json!({ "permission": "users:delete" });
    let tried = json!({ "permission": "users:delete", "attempt": "give Ana Lima the role Admin" });
    for (aim, details, said) in [
        (
            None,
            &needs,
            "tried what they have no right to (Delete users)",
        ),
        (
            Some(on_ana()),
            &needs,
            "tried to change Ana Lima, who holds more (Delete users)",
        ),
        (
            Some(on_role("Admin")),
            &needs,
            "tried to give what they don't hold, by the role Admin (Delete users)",
        ),
        (
            Some(on_ana()),
            &tried,
            "tried to give Ana Lima the role Admin and was refused (Delete users)",
        ),
        (on_northwind, &json!({}), "tried what they have no right to"),
    ] {
        reads!(
            maja(),
            Action::AccessRefused,
            aim,
            details.clone(),
            format!("Maja Öberg {said}"),
        );
    }
}
