use maud::{Markup, html};

use super::store::Line;
use crate::access::Actor;
use crate::types::{Cursor, Page};
use crate::ui::{self, Avatar, Chip, Column, Shell, Tone};

pub(super) fn list(actor: &Actor, page: &Page<Line>) -> ui::Page {
    let columns = [Column::new("Name"), Column::new("Roles")];
    let rows = html! {
        @for line in &page.rows { (row(actor, line)) }
    };
    let address = |cursor: &Option<Cursor>| {
        cursor.as_ref().map(|cursor| {
            let path = format!("/{}/settings/users", actor.workspace.slug);
            ui::address_with(&path, "cursor", Some(cursor.as_str()))
        })
    };
    let lead = format!("Everyone who can sign in to {}.", actor.workspace.name);
    ui::shell(&Shell {
        lead: Some(&lead),
        content: html! {
            (ui::table("Active users", &columns, &rows))
            (ui::pagination(address(&page.previous).as_deref(), address(&page.next).as_deref()))
        },
        ..Shell::of(actor, "/settings/users", "Users")
    })
}

fn row(actor: &Actor, line: &Line) -> Markup {
    let name = html! {
        (line.full_name)
        @if line.id == actor.user { " " (ui::badge(Tone::Accent, "You")) }
    };
    let roles = line.roles.iter().map(|role| Chip::new(role));
    html! {
        tr id={ "user-" (line.id) } {
            td.main { (ui::person(&Avatar::of(line.full_name.as_str()), &name, &line.email)) }
            td { (ui::chips(roles, "None")) }
        }
    }
}
