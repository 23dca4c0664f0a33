use serde_json::json;

use super::super::*;
use super::{aim, ana, entry, maja, on_ana};

#[test]
fn who_came_into_which_team_is_said() {
    for (joined, left, said) in [
        (
            json!(["Returns"]),
            json!([]),
            "added Ana Lima to the team Returns",
        ),
        (
            json!([]),
            json!(["Returns", "Sales"]),
            "removed Ana Lima from the teams Returns and Sales",
        ),
        (
            json!(["Returns"]),
            json!(["Sales"]),
            "moved Ana Lima from the team Sales to the team Returns",
        ),
        (json!([]), json!([]), "changed the teams of Ana Lima"),
    ] {
        reads!(
            maja(),
            Action::UserTeamsChanged,
            on_ana(),
            json!({ "joined": joined, "left": left }),
            format!("Maja Öberg {said}"),
        );
    }
}

#[test]
fn where_somebody_sits_and_whom_they_report_to_is_said() {
    let change = |field: &str, before: &str, after: &str| json!({ field: { "before": before, "after": after } });
    for (action, field, before, after, said) in [
        (
            Action::UserDepartmentChanged,
            "department",
            "",
            "Care",
            "changed the department of Ana Lima to Care",
        ),
        (
            Action::UserDepartmentChanged,
            "department",
            "Care",
            "Sales",
            "changed the department of Ana Lima from Care to Sales",
        ),
        (
            Action::UserManagerChanged,
            "manager",
            "Erik Windahl",
            "",
            "changed the manager of Ana Lima from Erik Windahl to none",
        ),
    ] {
        reads!(
            maja(),
            action,
            on_ana(),
            change(field, before, after),
            format!("Maja Öberg {said}"),
        );
    }
}

#[test]
fn whose_reports_moved_up_is_said() {
    for (details, said) in [
        (
            json!({ "people": 3, "manager": "Erik Windahl" }),
            "moved the reports of Ana Lima to Erik Windahl (3 people)",
        ),
        (
            json!({ "people": 1, "positions": 1 }),
            "moved the reports of Ana Lima to the top (1 person), with 1 planned position",
        ),
        (
            json!({ "people": 1, "positions": 2 }),
            "moved the reports of Ana Lima to the top (1 person), with 2 planned positions",
        ),
        (
            json!({ "people": 0, "positions": 3, "manager": "Erik Windahl" }),
            "moved 3 planned positions from below Ana Lima to Erik Windahl",
        ),
    ] {
        reads!(
            maja(),
            Action::UserReportsMoved,
            on_ana(),
            details,
            format!("Maja Öberg {said}"),
        );
    }
}

#[test]
fn who_is_away_is_said() {
    let away =
        json!({ "availability": { "before": "Available", "after": "Away until Mon 23 Nov" } });
    let said = "Ana Lima set themselves to away until Mon 23 Nov";
    reads!(
        ana(),
        Action::UserAvailabilityChanged,
        on_ana(),
        away.clone(),
        said
    );
    let said = "Maja Öberg set Ana Lima to away until Mon 23 Nov";
    reads!(
        maja(),
        Action::UserAvailabilityChanged,
        on_ana(),
        away,
        said
    );
}

#[test]
fn teams_are_told_by_name() {
    for (action, kind, details, said) in [
        (
            Action::TeamCreated,
            "team",
            json!({}),
            "made the team Returns",
        ),
        (
            Action::TeamChanged,
            "team",
            json!({ "name": { "before": "Returns", "after": "Refunds" } }),
            "changed the team Returns, which was renamed from Returns to Refunds",
        ),
        (
            Action::TeamChanged,
            "team",
            json!({ "lead": { "before": "", "after": "Ana Lima" }, "strategy": { "before": "", "after": "Manual" } }),
            "changed the team Returns, which Ana Lima leads now",
        ),
        (
            Action::TeamChanged,
            "team",
            json!({ "lead": { "before": "Ana Lima", "after": "" } }),
            "changed the team Returns, which nobody leads now",
        ),
        (
            Action::TeamChanged,
            "team",
            json!({ "strategy": { "before": "", "after": "Manual" } }),
            "changed the team Returns, whose strategy is Manual now",
        ),
        (
            Action::TeamDeleted,
            "team",
            json!({ "moved_to": "Sales" }),
            "deleted the team Returns, whose people are in Sales now",
        ),
    ] {
        reads!(
            maja(),
            action,
            aim(kind, 7, Some("Returns")),
            details,
            format!("Maja Öberg {said}"),
        );
    }
}

#[test]
fn departments_and_positions_are_told_by_name() {
    for (action, kind, details, said) in [
        (
            Action::DepartmentDeleted,
            "department",
            json!({}),
            "deleted the department Returns",
        ),
        (
            Action::DepartmentMerged,
            "department",
            json!({ "into": "Care" }),
            "merged the department Returns into Care",
        ),
        (
            Action::PositionPlanned,
            "position",
            json!({}),
            "planned the position Returns",
        ),
    ] {
        reads!(
            maja(),
            action,
            aim(kind, 7, Some("Returns")),
            details,
            format!("Maja Öberg {said}"),
        );
    }
}

#[test]
fn where_a_department_stands_and_who_heads_it_is_said() {
    for (details, said) in [
        (
            json!({ "parent": { "before": "", "after": "Care" } }),
            "which is inside Care now",
        ),
        (
            json!({ "parent": { "before": "Care", "after": "" } }),
            "which stands at the top now",
        ),
        (
            json!({ "head": { "before": "", "after": "Ana Lima" } }),
            "which Ana Lima heads now",
        ),
        (
            json!({ "head": { "before": "Ana Lima", "after": "" } }),
            "which nobody heads now",
        ),
    ] {
        reads!(
            maja(),
            Action::DepartmentChanged,
            aim("department", 7, Some("Returns")),
            details,
            format!("Maja Öberg changed the department Returns, {said}"),
        );
    }
}
