//! A team's page: who is in it, and what it is.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use super::editing::fields;
use super::members::{FOUND, MEMBERS, add_people, found, members, search_members};
use super::{PATH, base, may_write};
use crate::access::Actor;
use crate::teams::model::{Candidate, Listed, Member, Strategy};
use crate::teams::web::{TeamForm, View};
use crate::types::{Page, TeamId};
use crate::ui::{self, Banner, Button, FormErrors, Shell, Toast, Tone, address_asking};

const LEAD: &str = "lead";
pub(super) const VERSION: &str = "team-version";

/// The team, who looks at it and where on its page.
#[derive(Clone, Copy)]
pub(in crate::teams) struct Around<'p> {
    pub actor: &'p Actor,
    pub listed: &'p Listed,
    pub view: &'p View,
    /// That the form which changes the team was filled on.
    pub version: &'p str,
}

/// Everything on the page.
pub(in crate::teams) struct TeamPage<'p> {
    pub around: Around<'p>,
    pub members: &'p Page<Member>,
    /// Who could be added, by what is typed.
    pub found: &'p [Candidate],
    pub now: DateTime<Utc>,
    pub form: &'p TeamForm,
    pub errors: &'p FormErrors,
    /// What an answer to htmx says in passing.
    pub said: Option<&'p Toast>,
}

/// Where a team's page is, looked at like this.
pub(in crate::teams) fn address(actor: &Actor, team: TeamId, view: &View) -> String {
    let fields = [
        ("q", view.q.as_str()),
        ("add_q", &view.add_q),
        ("cursor", &view.cursor),
    ];
    address_asking(&format!("{}/{team}", base(actor)), &fields)
}

pub(in crate::teams) fn team(page: &TeamPage<'_>) -> ui::Page {
    let (actor, team) = (page.around.actor, &page.around.listed.team);
    let base = base(actor);
    let own = format!("{base}/{}", team.id);
    let delete = format!("{own}/delete");
    let shell = ui::shell(&Shell {
        back: Some(("Teams", &base)),
        actions: html! {
            @if may_write(actor) { (Button::danger("Delete team").asks_at(&delete)) }
        },
        content: html! {
            div.columns {
                div.stack {
                    @if let Some(mistake) = page.errors.of("member") { (Banner::new(Tone::Bad, mistake.text)) }
                    (add_people(&page.around, page.found))
                    (search_members(page))
                    (members(page))
                }
                div.stack { (lead(page)) (about(page, &own)) }
            }
        },
        ..Shell::of(actor, PATH, team.name.as_str())
    });
    with_parts(shell, page)
}

/// Whichever part asked is what the answer begins with. What a change touches besides comes along.
fn with_parts(shell: ui::Page, page: &TeamPage<'_>) -> ui::Page {
    let (all, some) = (members(page), found(&page.around, page.found));
    let Some(toast) = page.said else {
        return shell.part(MEMBERS, all).part(FOUND, some);
    };
    let lead = lead(page);
    let [of_all, of_some, of_lead] =
        [(MEMBERS, &all), (FOUND, &some), (LEAD, &lead)].map(|(id, part)| ui::beside(id, part));
    let more = html! { (ui::beside(VERSION, &version(page))) (toast.partial()) };
    shell
        .part(MEMBERS, html! { (all) (of_some) (of_lead) (more) })
        .part(FOUND, html! { (some) (of_all) (of_lead) (more) })
        .part(LEAD, html! { (lead) (of_all) (of_some) (more) })
}

/// What the team is called and does: a form for who may change it.
fn about(page: &TeamPage<'_>, own: &str) -> Markup {
    let team = &page.around.listed.team;
    if !may_write(page.around.actor) {
        let sentence = team
            .strategy
            .map_or("Nothing is assigned by itself.", Strategy::sentence);
        return ui::card(
            "Strategy",
            html! {
                p { (super::strategy_title(team.strategy)) }
                p.small.muted { (sentence) " It applies once there are conversations." }
            },
        );
    }
    let errors = page.errors;
    ui::card(
        "About the team",
        html! {
            form.stack method="post" action=(own) {
                (errors.summary())
                @if let Some(mistake) = errors.of("version") { (Banner::new(Tone::Wait, mistake.text)) }
                (version(page))
                (fields(page.form, errors))
                div.row { (Button::primary("Save team")) }
            }
        },
    )
}

fn version(page: &TeamPage<'_>) -> Markup {
    html! { input type="hidden" id=(VERSION) name="version" value=(page.around.version); }
}

fn lead(page: &TeamPage<'_>) -> Markup {
    let team = &page.around.listed.team;
    let may_write = may_write(page.around.actor);
    let nobody = html! {
        input type="hidden" name="lead" value="";
        (Button::plain("Take the lead away").small())
    };
    html! {
        div id=(LEAD) {
            (ui::card("Lead", html! {
                @if let Some(mistake) = page.errors.of("lead") { (Banner::new(Tone::Bad, mistake.text)) }
                @match &page.around.listed.lead_name {
                    Some(name) => {
                        (ui::person(&ui::Avatar::of(name), &html! { (name) }, "Leads this team"))
                        @if may_write { (acting(&page.around, LEAD, &nobody)) }
                    }
                    None => p.muted {
                        "Nobody leads " (team.name) "."
                        @if may_write { " Choose somebody among its members." }
                    },
                }
            }))
        }
    }
}

/// A form that changes who is in the team, or leads it, at once. `part` is where its answer goes first.
pub(super) fn acting(around: &Around<'_>, part: &str, inside: &Markup) -> Markup {
    let action = format!("{}/{}/members", base(around.actor), around.listed.team.id);
    let kept = [
        ("q", around.view.q.as_str()),
        ("cursor", &around.view.cursor),
        ("add_q", &around.view.add_q),
        ("version", around.version),
    ];
    let inside = html! {
        @for (name, value) in kept { input type="hidden" name=(name) value=(value); }
        (inside)
    };
    ui::form_in_place(&action, part, inside)
}
