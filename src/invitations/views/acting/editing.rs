//! What an invitation offers, to be changed.

use maud::{Markup, html};

use super::{PATH, PENDING};
use crate::access::Actor;
use crate::invitations::model::{Joined, Line, May, Stage};
use crate::invitations::views::inviting::places;
use crate::invitations::views::pending::{ABOVE, INVITATIONS};
use crate::invitations::web::inviting::Places;
use crate::roles::{Role, RoleBoxes, role_boxes};
use crate::types::{DepartmentId, TeamId};
use crate::ui::{self, Button, Chip, Dialog, FormErrors, Page, Shell};

pub(in crate::invitations) struct Editing<'e> {
    pub actor: &'e Actor,
    pub line: &'e Line,
    /// Those that may be offered.
    pub offered: &'e [Role],
    /// The ids that are ticked.
    pub ticked: &'e [String],
    /// What they may be put into, for who may see it.
    pub places: Option<&'e Places>,
    /// The ids of teams that are ticked, and of those that they are in.
    pub teams: &'e [String],
    pub had_teams: &'e [TeamId],
    pub department: &'e str,
    pub had_department: Option<DepartmentId>,
    /// Where to go afterwards.
    pub next: &'e str,
    pub errors: &'e FormErrors,
}

/// `Err` for who has joined.
pub(in crate::invitations) fn edit(editing: &Editing<'_>) -> Result<Page, Joined> {
    let (actor, line) = (editing.actor, editing.line);
    let listed = &line.listed;
    if let Stage::Accepted { at } = listed.stage {
        let zone = actor.workspace.zone;
        return Err(Joined { at, zone });
    }
    let is_within_reach = matches!(line.may, May::Act { .. });
    let action = format!("/{}{INVITATIONS}/{}", actor.workspace.slug, listed.id);
    let title = format!("Invitation of {}", listed.email);
    let lead = "Several roles add up: what one of them allows is allowed. The link stays the same. The address can't be changed: cancel, and invite again.";
    let chips = line.roles.iter().map(|role| Chip::new(role));
    let had: Vec<_> = listed.roles.clone();
    let boxes = RoleBoxes {
        offered: editing.offered,
        ticked: editing.ticked,
        had: &had,
        next: editing.next,
        errors: editing.errors,
    };
    let question = Dialog {
        id: "edit-invitation",
        title: &title,
        lead,
        body: html! {
            @if is_within_reach {
                (role_boxes(&boxes))
                @match editing.places {
                    Some(places) => (placed(editing, places)),
                    None => (places::unseen(editing.errors)),
                }
            } @else { (ui::chips(chips, "None")) p { (ABOVE) } }
        },
        action: Some(&action),
        note: "",
        cancel: "Cancel",
        buttons: html! { @if is_within_reach { (Button::primary("Save invitation")) } },
    };
    let page = ui::shell(&Shell {
        lead: Some(lead),
        back: Some((PENDING, editing.next)),
        content: ui::asked_on_page(&question, editing.next),
        ..Shell::of(actor, PATH, &title)
    });
    Ok(page.or_over_the_page(&question))
}

fn placed(editing: &Editing<'_>, places: &Places) -> Markup {
    let had = editing
        .had_department
        .map_or_else(String::new, |id| id.to_string());
    html! {
        div.pair.places-of-work {
            (places::teams(places, (editing.teams, editing.had_teams), editing.errors))
            (places::department(places, editing.department, editing.errors))
        }
        input type="hidden" name="had_department" value=(had);
    }
}
