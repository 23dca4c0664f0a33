use maud::{Markup, html};

use super::store::Line;
use crate::access::Actor;
use crate::types::{Cursor, Page};
use crate::ui::{self, Column, Shell};

pub(super) fn list(actor: &Actor, page: &Page<Line>) -> ui::Page {
    let columns = [Column { title: "Name" }, Column { title: "Roles" }];
    let rows = html! {
        @for line in &page.rows { (row(actor, line)) }
    };
    let address = |cursor: &Option<Cursor>| {
        cursor.as_ref().map(|cursor| {
            let path = format!("/{}/settings/users", actor.workspace.slug);
            ui::address_with(&path, "cursor", Some(cursor.as_str()))
        })
    };
    ui::shell(&Shell {
        actor,
        path: "/settings/users",
        title: "Users",
        lead: Some(&format!(
            "Everyone who can sign in to {}.",
            actor.workspace.name
        )),
        content: html! {
            (ui::table("Active users", &columns, &rows))
            (ui::pagination(address(&page.previous).as_deref(), address(&page.next).as_deref()))
        },
    })
}

fn row(actor: &Actor, line: &Line) -> Markup {
    html! {
        tr id={ "user-" (line.id) } {
            td {
                div.person {
                    (ui::avatar(line.full_name.as_str()))
                    div {
                        strong { (line.full_name) }
                        @if line.id == actor.user { " " span.badge.accent { "You" } }
                        div.small.muted { (line.email) }
                    }
                }
            }
            td {
                @for role in &line.roles { span.chip { (role) } }
            }
        }
    }
}
