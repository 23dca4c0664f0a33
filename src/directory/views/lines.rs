//! People as lines of a file.

use chrono::{DateTime, SecondsFormat, Utc};

use crate::directory::store::export::Told;

pub(in crate::directory) const HEAD: [&str; 12] = [
    "email",
    "full_name",
    "display_name",
    "status",
    "roles",
    "teams",
    "department",
    "manager_email",
    "availability",
    "last_seen",
    "joined",
    "beta_access",
];

/// Several names in a cell stand apart by this, which no list of names has within one by accident.
const BETWEEN: &str = "; ";

/// Teams and departments are for who may see them.
pub(in crate::directory) fn cells(person: &Told, sees_teams: bool) -> [String; 12] {
    let place = |text: String| if sees_teams { text } else { String::new() };
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    [
        person.email.clone(),
        text(&person.full_name),
        text(&person.display_name),
        person.status.as_str().to_owned(),
        person.roles.join(BETWEEN),
        place(person.teams.join(BETWEEN)),
        place(text(&person.department)),
        text(&person.manager),
        if person.is_away { "away" } else { "available" }.to_owned(),
        moment(person.last_seen_at),
        moment(person.activated_at),
        if person.beta_access { "yes" } else { "no" }.to_owned(),
    ]
}

fn moment(at: Option<DateTime<Utc>>) -> String {
    at.map_or(String::new(), |at| {
        at.to_rfc3339_opts(SecondsFormat::Secs, true)
    })
}
