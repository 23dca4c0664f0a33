mod boxes;
mod deleting;
mod editing;
mod members;
mod team;
mod teams_of;

use maud::{Markup, html};

pub use boxes::{TeamBoxes, team_boxes};
pub(super) use deleting::{Deletion, deletion};
pub(super) use editing::new_team;
pub(super) use members::{FOUND, failed, found_alone, may_add, said};
pub(super) use team::{Around, TeamPage, address, team};
pub(super) use teams_of::{TeamsOf, teams_of};

use super::model::{Listed, MOST_COUNTED, MOST_MOVED, Strategy};
use crate::access::{Actor, Permission};
use crate::types::up_to;
use crate::ui::{self, Button, Column, Icon, Page, Shell};

const PATH: &str = "/settings/teams";

/// Why somebody's membership can't be changed by everybody.
const ABOVE: &str =
    "They hold more than you do. Somebody who holds as much can change their teams.";

/// Every team, with how many people are in it.
pub(super) fn list(actor: &Actor, teams: &[Listed]) -> Page {
    let base = base(actor);
    let new = format!("{base}/new");
    let button = Button::primary("New team").icon(Icon::Plus).leads_to(&new);
    let may_write = may_write(actor);
    ui::shell(&Shell {
        lead: Some("Who works together, and how work finds somebody among them."),
        actions: html! { @if may_write && !teams.is_empty() { (button) } },
        content: html! {
            @if teams.is_empty() {
                (ui::empty(Icon::UsersRound, "No team yet",
                    "A team is a few people who share their work, such as Returns or Night shift. Somebody can be in several, and each team decides how work finds somebody in it.",
                    html! { @if may_write { (button) } }))
            } @else { (rows(&base, teams)) }
        },
        ..Shell::of(actor, PATH, "Teams")
    })
}

fn rows(base: &str, teams: &[Listed]) -> Markup {
    let columns = [
        Column::new("Team"),
        Column::new("Lead"),
        Column::new("Strategy"),
        Column::new("People").end(),
    ];
    ui::table(
        "Teams",
        &columns,
        &html! { @for listed in teams { (row(base, listed)) } },
    )
}

fn row(base: &str, listed: &Listed) -> Markup {
    let team = &listed.team;
    html! {
        tr id={ "team-" (team.id) } {
            td.main { a.entry href={ (base) "/" (team.id) } { (team.name) } }
            td.brief {
                @match &listed.lead_name {
                    Some(name) => { span.phone-only { "Led by " } (name) },
                    None => span.muted { "Nobody" span.phone-only { " leads it" } },
                }
            }
            td.brief { (strategy_title(team.strategy)) }
            td.brief.end { (counted(listed.people)) span.phone-only { (if listed.people == 1 { " person" } else { " people" }) } }
        }
    }
}

fn strategy_title(strategy: Option<Strategy>) -> Markup {
    html! {
        @match strategy {
            Some(strategy) => (strategy.title()),
            None => span.muted { "Not chosen yet" },
        }
    }
}

fn base(actor: &Actor) -> String {
    format!("/{}{PATH}", actor.workspace.slug)
}

fn may_write(actor: &Actor) -> bool {
    actor.permissions.contains(Permission::WriteTeams)
}

/// `12`, `1,000+`
fn counted(people: i64) -> String {
    up_to(MOST_COUNTED, people)
}

/// `1 person`, `6 people`
fn people(count: i64) -> String {
    match count {
        1 => "1 person".to_owned(),
        _ => format!("{} people", up_to(MOST_MOVED, count)),
    }
}
