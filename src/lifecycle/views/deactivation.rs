//! What somebody's leaving would do, asked before it is done.

mod keys;

use maud::{Markup, html};

use super::{PATH, coming_back, left_alone, page_of};
use crate::access::{Actor, Permission};
use crate::lifecycle::model::{MOST_NAMED, SoleTeam};
use crate::lifecycle::store::affected::Affected;
use crate::lifecycle::web::{DeactivateForm, HAND, UP};
use crate::people::{self, Found, PersonPicker};
use crate::types::TeamId;
use crate::ui::{
    self, Banner, Choice, Confirm, Field, FormErrors, Kind, Mistake, Page, Shell, Tone,
};

pub(in crate::lifecycle) struct Deactivation<'d> {
    pub actor: &'d Actor,
    pub affected: &'d Affected,
    pub form: &'d DeactivateForm,
    /// Where it was asked, or nothing.
    pub next: &'d str,
    /// Who is to take the reports,
    pub taker: Option<&'d Found>,
    /// and who fits what is typed to find somebody.
    pub found: &'d [Found],
    pub errors: &'d FormErrors,
    /// The team that the mistake about teams is about.
    pub wrong_team: Option<TeamId>,
}

pub(in crate::lifecycle) fn deactivation(asked: &Deactivation<'_>) -> Page {
    let (actor, affected) = (asked.actor, asked.affected);
    let short = &affected.short;
    let page = page_of(actor, affected.person.id);
    let (title, verb) = (
        format!("Deactivate {}", affected.person.name),
        format!("Deactivate {short}"),
    );
    let (action, cancel) = (format!("{page}/deactivate"), format!("Keep {short}"));
    let text = format!(
        "{short} is signed out everywhere at once. The history stays, and the account can come back at any time."
    );
    let question = Confirm {
        id: "deactivate",
        title: &title,
        text: &text,
        note: if affected.frees_seat {
            "Frees 1 seat"
        } else {
            ""
        },
        action: &action,
        verb: &verb,
        cancel: &cancel,
    }
    .asking(body(asked));
    ui::shell(&Shell {
        lead: Some(&text),
        back: Some((&affected.person.name, &page)),
        content: ui::asked_on_page(&question, left_alone(asked.next, &page)),
        ..Shell::of(actor, PATH, &title)
    })
    .or_answered_over_the_page(&question)
}

fn body(asked: &Deactivation<'_>) -> Markup {
    let affected = asked.affected;
    let lines = html! {
        @if affected.reports > 0 { (reports(asked)) }
        @for (number, team) in affected.sole_teams.iter().enumerate() { (sole_team(asked, number, team)) }
        @if !affected.invitations.is_empty() { (invitations(asked)) }
        @if !affected.keys.is_empty() { (keys::keys(asked)) }
        (given_up("Leads", &affected.led, "No lead until somebody is named"))
        (given_up("Heads", &affected.headed, "No head until somebody is named"))
    };
    let password = ui::confirm_password_field(true, asked.errors);
    html! {
        (coming_back(asked.next))
        @for mistake in unplaced(asked) { (Banner::new(Tone::Bad, mistake.text)) }
        @if !lines.0.is_empty() { div.lines { (lines) } }
        (password)
    }
}

/// What is wrong with a choice that isn't offered, as a script or an older page may send one.
fn unplaced<'a>(asked: &Deactivation<'a>) -> Vec<Mistake<'a>> {
    let affected = asked.affected;
    let hands = affected.reports > 0 && !affected.report_beyond;
    let takes = affected.invitations.iter().any(|one| one.is_takeable);
    let offered = [
        ("reports", affected.reports > 0),
        ("taker", hands),
        ("cover", !affected.sole_teams.is_empty() && may_cover(asked)),
        ("invitations", takes),
        ("keys", keys::may_be_taken(asked)),
    ];
    let missing = offered.iter().filter(|(_, is_offered)| !is_offered);
    missing
        .filter_map(|(field, _)| asked.errors.of(field))
        .collect()
}

fn may_cover(asked: &Deactivation<'_>) -> bool {
    let writes = asked.actor.permissions.contains(Permission::WriteTeams);
    writes && !asked.affected.colleagues.is_empty()
}

/// Where it is said what is wrong about teams: by the one that it is about, if that is there.
fn is_wrong(asked: &Deactivation<'_>, (number, team): (usize, TeamId)) -> bool {
    let teams = &asked.affected.sole_teams;
    let wrong = asked.wrong_team;
    match wrong.filter(|wrong| teams.iter().any(|one| one.id == *wrong)) {
        Some(wrong) => wrong == team,
        None => number == 0,
    }
}

fn reports(asked: &Deactivation<'_>) -> Markup {
    let affected = asked.affected;
    let what = format!("Reports to {}", affected.short);
    let up = match &affected.manager {
        Some(manager) => format!("Move up to {manager}"),
        None => "Report to nobody".to_owned(),
    };
    let up = Choice {
        value: UP,
        label: &up,
    };
    let hand = Choice {
        value: HAND,
        label: "Hand to somebody",
    };
    let choices = [up, hand];
    let offered = if affected.report_beyond {
        choices.get(..1)
    } else {
        Some(&choices[..])
    };
    let who = and_more(&affected.first_reports, affected.reports);
    let is_fixed = asked.errors.of("current_password").is_some();
    html! {
        (line(&what, &who, &Field {
            name: "reports", kind: Kind::Choice(offered.unwrap_or_default()),
            value: &asked.form.reports, error: asked.errors.of("reports"), ..Field::default()
        }))
        // Looking for somebody puts the form into the address, where no password belongs.
        @if is_fixed {
            @if let Some(taker) = asked.taker {
                div.taker {
                    p { "To " strong { (taker.name) } }
                    input type="hidden" name="taker" value=(taker.id);
                }
            }
        } @else if !affected.report_beyond { div.taker { (taker(asked)) } }
    }
}

fn taker(asked: &Deactivation<'_>) -> Markup {
    let page = page_of(asked.actor, asked.affected.person.id);
    people::person_picker(&PersonPicker {
        actor: asked.actor,
        name: "taker",
        label: "Who takes them",
        hint: "",
        none: "Nobody chosen yet",
        chosen: asked.taker,
        typed: &asked.form.taker_q,
        found: asked.found,
        find_at: &format!("{page}/deactivate"),
        error: asked.errors.of("taker"),
    })
}

/// For who may not change teams it is only told.
fn sole_team(asked: &Deactivation<'_>, number: usize, team: &SoleTeam) -> Markup {
    const WAITS: &str = "New work for this team would wait";
    let what = format!("Only member of {}", team.name);
    let colleagues = &asked.affected.colleagues;
    if !may_cover(asked) {
        return told(&what, WAITS);
    }
    let offered: Vec<(String, String)> = colleagues
        .iter()
        .map(|one| {
            (
                format!("{}:{}", team.id, one.id),
                format!("Add {}", one.name),
            )
        })
        .collect();
    let empty = Choice {
        value: "",
        label: "Leave it empty",
    };
    let add = offered.iter().map(|(value, label)| Choice { value, label });
    let choices: Vec<Choice<'_>> = std::iter::once(empty).chain(add).collect();
    let start = format!("{}:", team.id);
    let mut chosen = asked.form.cover.iter();
    let id = format!("cover-{number}");
    line(
        &what,
        WAITS,
        &Field {
            name: "cover",
            id: Some(&id),
            kind: Kind::Choice(&choices),
            value: chosen
                .find(|text| text.starts_with(&start))
                .map_or("", String::as_str),
            error: asked
                .errors
                .of("cover")
                .filter(|_| is_wrong(asked, (number, team.id))),
            ..Field::default()
        },
    )
}

const KEEP_OR_CANCEL: &[Choice<'_>] = &[
    Choice {
        value: "keep",
        label: "Keep, as mine",
    },
    Choice {
        value: "cancel",
        label: "Cancel",
    },
];

fn invitations(asked: &Deactivation<'_>) -> Markup {
    let (affected, sent) = (asked.affected, &asked.affected.invitations);
    let count = i64::try_from(sent.len()).unwrap_or(i64::MAX);
    let what = match count {
        1 => format!("1 open invitation from {}", affected.short),
        _ => format!("{count} open invitations from {}", affected.short),
    };
    let most = usize::try_from(MOST_NAMED).unwrap_or_default();
    let first: Vec<String> = sent
        .iter()
        .take(most)
        .map(|one| one.email.clone())
        .collect();
    let mut who = and_more(&first, count);
    let beyond = sent.iter().filter(|one| !one.is_takeable).count();
    if beyond == sent.len() {
        let cancelled = if beyond == 1 {
            "It offers more than you may give, and is cancelled."
        } else {
            "They offer more than you may give, and are cancelled."
        };
        return told(&what, &format!("{who}. {cancelled}"));
    }
    if beyond > 0 {
        let verb = if beyond == 1 { "offers" } else { "offer" };
        let is = if beyond == 1 { "is" } else { "are" };
        who = format!("{who}. {beyond} of them {verb} more than you may give, and {is} cancelled.");
    }
    line(
        &what,
        &who,
        &Field {
            name: "invitations",
            kind: Kind::Choice(KEEP_OR_CANCEL),
            value: &asked.form.invitations,
            error: asked.errors.of("invitations"),
            ..Field::default()
        },
    )
}

fn given_up(verb: &str, names: &[String], then: &str) -> Markup {
    html! { @if !names.is_empty() { (told(&format!("{verb} {}", names.join(", ")), then)) } }
}

/// What is affected, with what can be done about it.
fn line(what: &str, more: &str, choice: &Field<'_>) -> Markup {
    html! {
        div {
            div { strong { (what) } p.small.muted { (more) } }
            (ui::field(&Field { label: what, label_hidden: true, ..*choice }))
        }
    }
}

/// What is affected, where nothing can be done about it.
fn told(what: &str, more: &str) -> Markup {
    html! { div.told { div { strong { (what) } p.small.muted { (more) } } } }
}

/// `Priya Thomas, Henrik Vik and 3 more`
fn and_more(first: &[String], count: i64) -> String {
    let more = count - i64::try_from(first.len()).unwrap_or(count);
    let first = first.join(", ");
    if more > 0 {
        format!("{first} and {more} more")
    } else {
        first
    }
}
