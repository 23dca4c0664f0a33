//! All departments, in the order of a table of contents.

use maud::{Markup, html};

use super::{PATH, base, counted, everybody_in};
use crate::access::{Actor, Permission};
use crate::departments::model::{Department, Tree};
use crate::departments::store::people::Headcounts;
use crate::ui::{self, Button, Column, Icon, Page, Shell};

/// How far in a line stands, by how many departments are around it.
const DEEP: [&str; 10] = [
    "", "in-1", "in-2", "in-3", "in-4", "in-5", "in-6", "in-7", "in-8", "in-9",
];

pub(in crate::departments) fn list(actor: &Actor, tree: &Tree, headcounts: &Headcounts) -> Page {
    let base = base(actor);
    let new = format!("{base}/new");
    let add = html! {
        @if actor.permissions.contains(Permission::WriteTeams) {
            (Button::primary("New department").icon(Icon::Plus).leads_to(&new))
        }
    };
    let (actions, content) = if tree.is_empty() {
        let empty = ui::empty(
            Icon::ListTree,
            "No departments yet",
            "A department is where people sit in the organisation. Departments stand inside each other, and each may have a head.",
            add,
        );
        (html! {}, empty)
    } else {
        (add, table(actor, tree, headcounts))
    };
    ui::shell(&Shell {
        lead: Some(
            "Where people sit in the organisation. A department counts everybody in it and in the departments inside it.",
        ),
        actions,
        content,
        ..Shell::of(actor, PATH, "Departments")
    })
}

fn table(actor: &Actor, tree: &Tree, headcounts: &Headcounts) -> Markup {
    let columns = [
        Column::new("Department"),
        Column::new("Head"),
        Column::new("People").end(),
        Column::new("Actions").untitled(),
    ];
    let rows = html! {
        @for (depth, department) in tree.lines() { (row(actor, (tree, headcounts), (depth, department))) }
    };
    ui::table("Departments", &columns, &rows)
}

fn row(
    actor: &Actor,
    (tree, headcounts): (&Tree, &Headcounts),
    (depth, department): (usize, &Department),
) -> Markup {
    let id = department.id;
    let own = format!("{}/{id}", base(actor));
    let head = headcounts.get(&id).and_then(|one| one.head.as_ref());
    let head = head.map(|head| head.told_to(actor.permissions));
    let parent = department.parent.and_then(|parent| tree.find(parent));
    let deep = DEEP.get(depth).or(DEEP.last()).copied().unwrap_or_default();
    html! {
        tr id={ "department-" (id) } {
            td.main {
                span class={ "nested " (deep) } {
                    @if depth > 0 { (ui::icon(Icon::CornerDownRight)) }
                    span {
                        a.entry href=(own) { (department.name) }
                        @if let Some(parent) = parent { span.visually-hidden { ", inside " (parent.name) } }
                    }
                }
            }
            td.brief {
                @if let Some(head) = head { span.phone-only { "Head: " } (head) }
                @else { span.muted.wide-only { "None" } }
            }
            td.brief.end { (people(actor, id, everybody_in(tree, headcounts, id))) }
            td.beside.end { (actions(actor, &own, department.name.as_str())) }
        }
    }
}

fn people(actor: &Actor, id: crate::types::DepartmentId, count: i64) -> Markup {
    let users = format!("/{}/settings/users", actor.workspace.slug);
    let id = id.to_string();
    let said = html! {
        (counted(count)) span.phone-only { (if count == 1 { " person" } else { " people" }) }
    };
    html! {
        @if count > 0 && actor.permissions.contains(Permission::ReadUsers) {
            a.name href=(ui::address_with(&users, "department", Some(&id))) { (said) }
        } @else { (said) }
    }
}

fn actions(actor: &Actor, own: &str, name: &str) -> Markup {
    let [merge, delete] = ["merge", "delete"].map(|what| format!("{own}/{what}"));
    ui::row_actions(html! {
        @if actor.permissions.contains(Permission::WriteTeams) {
            (Button::picture(Icon::Merge, &format!("Merge {name} into another department")).small().asks_at(&merge))
            (Button::picture(Icon::Trash, &format!("Delete {name}")).small().asks_at(&delete))
        }
    })
}
