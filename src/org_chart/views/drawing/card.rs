//! A card of somebody, or of an open position.

use maud::{Markup, html};

use super::ink::{Ink, Look, hue};
use super::{Drawing, NAME_AT, NAME_SIZE, SECOND_SIZE, px};
use crate::access::Permission;
use crate::org_chart::model::layout::{CARD_HEIGHT, CARD_WIDTH};
use crate::org_chart::model::{Fold, Node, Person, Vacancy};
use crate::org_chart::views::fit::fitting;
use crate::org_chart::views::words::{MOVED_UP, WHY_MOVED_UP, below, counted};
use crate::types::PersonName;

const EDGE: f64 = 8.0;

impl Drawing<'_> {
    pub(super) fn person(&self, person: &Person) -> Markup {
        let card = html! {
            title { (self.words(person)) }
            (self.seat(if self.is_looked_at(person) { &Look::LOOKED_AT } else { &Look::SEAT }))
            (self.initials(person))
            (self.lines_of(person))
        };
        let address = self.view.person(person.id);
        html! {
            @if let Some(address) = address.filter(|_| self.ink == Ink::Page) { a.card-link href=(address) { (card) } }
            @else { g { (card) } }
        }
    }

    fn is_looked_at(&self, person: &Person) -> bool {
        let at = self.view.loaded.chart.at.as_ref();
        at.is_some_and(|at| at.id == person.id)
    }

    /// `Amina Khatun, Customer care, Away until Mon 23 Nov`.
    fn words(&self, person: &Person) -> String {
        let mut words = person.name.clone();
        let zone = self.view.actor.workspace.zone;
        let department = self.view.department(person.department);
        let department = department.map(|department| department.name.as_str().to_owned());
        let away = person.availability;
        let away = away.is_away().then(|| away.words(zone));
        let invited = person.is_invited.then(|| "Invited".to_owned());
        let moved = person.moved_up.then(|| WHY_MOVED_UP.to_owned());
        for part in [department, invited, away, moved].into_iter().flatten() {
            words.push_str(", ");
            words.push_str(&part);
        }
        words
    }

    fn seat(&self, look: &Look) -> Markup {
        let dashes = (look.class == Look::PLANNED.class).then_some("3 3");
        html! {
            rect class=[self.ink.class(look.class)] fill=[self.ink.fill(look)] stroke=[self.ink.stroke(look)]
                stroke-dasharray=[dashes.and_then(|dashes| self.ink.file(dashes))]
                width=(px(CARD_WIDTH)) height=(px(CARD_HEIGHT)) rx="10" {}
        }
    }

    fn initials(&self, person: &Person) -> Markup {
        let initials = PersonName::parse(&person.name).map(|name| name.initials());
        let place = self.hue_of(self.view.department(person.department));
        let look = hue(place);
        html! {
            (self.circle(place, ("26", "14")))
            text class=[self.ink.class_of("initials", look)] fill=[self.ink.stroke(look)] x="26" y="29.5" text-anchor="middle"
                font-size=[self.ink.file("10")] font-weight=[self.ink.file("620")] { (initials.unwrap_or_default()) }
        }
    }

    /// Their name, and the one thing to know beside it.
    fn lines_of(&self, person: &Person) -> Markup {
        let room = CARD_WIDTH - NAME_AT - EDGE;
        let (second, look) = self.second(person);
        let name = fitting(&person.name, (room, NAME_SIZE));
        html! {
            (self.text((NAME_AT, if second.is_empty() { 30.5 } else { 23.0 }), &Look::NAME, &name))
            @if !second.is_empty() { (self.text((NAME_AT, 39.5), look, &fitting(&second, (room, SECOND_SIZE)))) }
        }
    }

    fn second(&self, person: &Person) -> (String, &'static Look) {
        if person.is_invited {
            return ("Invited".to_owned(), &Look::SECOND);
        }
        if person.availability.is_away() {
            return (self.away(person), &Look::AWAY);
        }
        if person.moved_up {
            return (MOVED_UP.to_owned(), &Look::MOVED);
        }
        let department = self.view.department(person.department);
        let name = department.map(|department| department.name.as_str().to_owned());
        (name.unwrap_or_default(), &Look::SECOND)
    }

    /// Shorter than elsewhere: `Away until 23 Nov`.
    fn away(&self, person: &Person) -> String {
        let zone = self.view.actor.workspace.zone;
        match person.availability.until() {
            None => "Away".to_owned(),
            Some(until) => format!("Away until {}", zone.local(until).format("%-d %b")),
        }
    }

    pub(super) fn vacancy(&self, vacancy: &Vacancy) -> Markup {
        let view = self.view;
        let (slug, on_page) = (&view.actor.workspace.slug, self.ink == Ink::Page);
        let invite = format!("/{slug}/settings/invitations/new?position={}", vacancy.id);
        let edit = format!("/{slug}/settings/positions/{}", vacancy.id);
        let label = format!("{}, open position", vacancy.title);
        let room = CARD_WIDTH - 2.0 * EDGE - 40.0;
        let title = format!("{}, open", fitting(&vacancy.title, (room, NAME_SIZE)));
        let name = html! {
            title { (label) }
            (self.seat(&Look::PLANNED))
            (self.text((12.0, 23.0), &Look::NAME, &title))
        };
        html! {
            @if on_page && view.may(Permission::WriteTeams) { a.card-link href=(edit) { (name) } }
            @else { g { (name) } }
            @if on_page && view.may(Permission::InviteUsers) {
                a.invite href=(invite) hx-get=(invite) hx-target="#dialogs" hx-swap="innerHTML" aria-label={ "Invite someone as " (vacancy.title) } {
                    rect.target x="8" y="27" width="100" height="24" {}
                    (self.text((12.0, 40.5), &Look::INVITE, "Invite someone"))
                }
            } @else if let Some(department) = view.department(vacancy.department) {
                (self.text((12.0, 39.5), &Look::SECOND, &fitting(department.name.as_str(), (room, SECOND_SIZE))))
            }
        }
    }

    /// Opens and closes what is below somebody.
    pub(super) fn foot(&self, node: &Node, person: &Person) -> Markup {
        let count = format!("+{}", counted(node.below));
        let text = match node.fold {
            Fold::NothingBelow => return html! {},
            Fold::Open if self.ink == Ink::File => return html! {},
            Fold::Open => "−",
            Fold::Closed | Fold::TooDeep => &count,
        };
        let letters = u32::try_from(text.chars().count()).map_or(0.0, f64::from);
        let width = (14.0 + 7.0 * letters).max(26.0);
        let left = (CARD_WIDTH - width) / 2.0;
        let pill = html! {
            rect class=[self.ink.class("pill")] fill=[self.ink.fill(&Look::PILL)] stroke=[self.ink.stroke(&Look::PILL)]
                x=(px(left)) y="44" width=(px(width)) height="18" rx="9" {}
            text class=[self.ink.class(Look::PILL_TEXT.class)] fill=[self.ink.fill(&Look::PILL_TEXT)] x=(px(CARD_WIDTH / 2.0)) y="56.8"
                text-anchor="middle" font-size=[self.ink.file("10.5")] font-weight=[self.ink.file("600")] { (text) }
        };
        match self.ink {
            Ink::File => html! { g { title { (below(node)) } (pill) } },
            Ink::Page => self.view.toggle(
                node,
                person,
                &html! {
                    rect.target x=(px(left)) y="41" width=(px(width)) height="24" {}
                    (pill)
                },
            ),
        }
    }
}
