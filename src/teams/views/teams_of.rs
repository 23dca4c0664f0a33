//! Somebody's teams, to be ticked.

use maud::{Markup, html};

use super::boxes::{TeamBoxes, team_boxes};
use super::{ABOVE, base};
use crate::access::{Actor, Permission};
use crate::people::Somebody;
use crate::teams::model::Team;
use crate::types::TeamId;
use crate::ui::{self, Button, Chip, Dialog, FormErrors, Page, Shell};

pub(in crate::teams) struct TeamsOf<'t> {
    pub actor: &'t Actor,
    pub person: &'t Somebody,
    pub has: &'t [Team],
    pub teams: &'t [Team],
    /// The ids that are ticked.
    pub ticked: &'t [String],
    /// Where to go afterwards.
    pub next: &'t str,
    pub errors: &'t FormErrors,
}

pub(in crate::teams) fn teams_of(teams: &TeamsOf<'_>) -> Page {
    let (actor, person) = (teams.actor, teams.person);
    let page = format!("/{}/settings/users/{}", actor.workspace.slug, person.id);
    let action = format!("{page}/teams");
    let name = person.called.told_to(actor.permissions);
    let title = format!("Teams of {name}");
    let lead = "Somebody can be in several. Who leaves a team that they lead leads it no longer.";
    let is_within_reach = person.is_within_reach_of(actor.permissions);
    let can_save = is_within_reach && !teams.teams.is_empty();
    let question = Dialog {
        id: "teams-of",
        title: &title,
        lead,
        body: body(teams, is_within_reach),
        action: Some(&action),
        note: "",
        cancel: "Cancel",
        buttons: html! { @if can_save { (Button::primary("Save teams")) } },
    };
    let sees_people = actor.permissions.contains(Permission::ReadUsers);
    let list = base(actor);
    let above = if sees_people {
        (name, page.as_str())
    } else {
        ("Teams", list.as_str())
    };
    let back = if teams.next.is_empty() {
        above.1
    } else {
        teams.next
    };
    ui::shell(&Shell {
        lead: Some(lead),
        back: Some(above),
        content: ui::asked_on_page(&question, back),
        ..Shell::of(actor, "/settings/users", &title)
    })
    .or_over_the_page(&question)
}

fn body(teams: &TeamsOf<'_>, is_within_reach: bool) -> Markup {
    let had: Vec<TeamId> = teams.has.iter().map(|team| team.id).collect();
    let chips = teams.has.iter().map(|team| Chip::new(team.name.as_str()));
    html! {
        @if !is_within_reach {
            (ui::chips(chips, "None"))
            p { (ABOVE) }
        } @else if teams.teams.is_empty() {
            p { "There is no team yet. " a href=(base(teams.actor)) { "Make one" } " first." }
        } @else {
            (team_boxes(&TeamBoxes { teams: teams.teams, ticked: teams.ticked, had: &had, errors: teams.errors }))
            @if !teams.next.is_empty() { input type="hidden" name="next" value=(teams.next); }
        }
    }
}
