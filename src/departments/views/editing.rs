//! A department's page: what it is, and the form that changes it.

use maud::{Markup, html};

use super::{PATH, base, department_choices, everybody_in, people};
use crate::access::{Actor, Permission};
use crate::departments::model::{Department, Tree};
use crate::departments::store::people::Headcounts;
use crate::departments::web::DepartmentForm;
use crate::people::{Found, PersonPicker, person_picker};
use crate::types::{DepartmentId, Title};
use crate::ui::{
    self, Banner, Button, Choice, Field, FormErrors, Icon, Kind, Page, Shell, Tone, address_with,
};

const FORM: &str = "department-form";

/// What the page needs beside the form.
pub(in crate::departments) struct Editor<'e> {
    pub actor: &'e Actor,
    pub tree: &'e Tree,
    pub headcounts: &'e Headcounts,
    /// Who is chosen as its head,
    pub head: Option<&'e Found>,
    /// and who fits what is typed to find another one.
    pub found: &'e [Found],
    pub form: &'e DepartmentForm,
    pub errors: &'e FormErrors,
}

impl Editor<'_> {
    /// What was typed on an older version says so until its author was told.
    fn version(&self, department: &Department) -> i32 {
        match (self.form.seen(), self.errors.of("version")) {
            (Some(seen), None) => seen,
            _ => department.version,
        }
    }

    fn may(&self, permission: Permission) -> bool {
        self.actor.permissions.contains(permission)
    }
}

/// A department that doesn't exist yet.
pub(in crate::departments) fn new_department(editor: &Editor<'_>) -> Page {
    let base = base(editor.actor);
    let new = format!("{base}/new");
    ui::shell(&Shell {
        lead: Some("Where people sit in the organisation. Nobody is in it yet."),
        back: Some(("Departments", &base)),
        actions: html! { (Button::primary("Make department").of_form(FORM)) },
        content: html! {
            form.stack.narrow id=(FORM) method="post" action=(base) {
                (editor.errors.summary())
                div.card.padded { (fields(editor, None, &new)) }
            }
        },
        ..Shell::of(editor.actor, PATH, "New department")
    })
}

/// One that does.
pub(in crate::departments) fn department(editor: &Editor<'_>, department: &Department) -> Page {
    let (actor, base) = (editor.actor, base(editor.actor));
    let own = format!("{base}/{}", department.id);
    let lead = match department.parent {
        None => "At the top of the organisation.".to_owned(),
        Some(parent) => format!("Inside {}.", editor.tree.path(parent)),
    };
    ui::shell(&Shell {
        lead: Some(&lead),
        back: Some(("Departments", &base)),
        actions: html! {
            @if editor.may(Permission::WriteTeams) {
                (Button::plain("Merge").icon(Icon::Merge).asks_at(&format!("{own}/merge")))
                (Button::danger("Delete").asks_at(&format!("{own}/delete")))
                (Button::primary("Save changes").of_form(FORM))
            }
        },
        content: html! {
            div.columns {
                @if editor.may(Permission::WriteTeams) { (form(editor, department, &own)) }
                @else { (ui::card("Department", ui::facts(&[("Head", &head(editor)), ("Stands", &lead)]))) }
                (inside(editor, department))
            }
        },
        ..Shell::of(actor, PATH, department.name.as_str())
    })
}

fn form(editor: &Editor<'_>, department: &Department, own: &str) -> Markup {
    let errors = editor.errors;
    html! {
        form.stack id=(FORM) method="post" action=(own) {
            (errors.summary())
            @if let Some(mistake) = errors.of("version") { (Banner::new(Tone::Wait, mistake.text)) }
            input type="hidden" name="version" value=(editor.version(department));
            div.card.padded { (fields(editor, Some(department.id), own)) }
        }
    }
}

fn fields(editor: &Editor<'_>, id: Option<DepartmentId>, find_at: &str) -> Markup {
    let (form, errors) = (editor.form, editor.errors);
    let around = id.map(|id| editor.tree.within(id)).unwrap_or_default();
    let offered: Vec<(String, String)> = department_choices(editor.tree)
        .into_iter()
        .filter(|(other, _)| !around.contains(other))
        .map(|(other, path)| (other.to_string(), path))
        .collect();
    let top = Choice {
        value: "",
        label: "None: at the top",
    };
    let offered = offered.iter().map(|(value, label)| Choice { value, label });
    let parents: Vec<Choice<'_>> = std::iter::once(top).chain(offered).collect();
    html! {
        (ui::field(&Field {
            name: "name", label: "Name", value: &form.name, error: errors.of("name"), required: true,
            most_characters: Title::MOST_CHARACTERS.try_into().ok(), ..Field::default()
        }))
        (ui::field(&Field {
            name: "parent", label: "Inside", kind: Kind::Choice(&parents), value: form.parent.as_deref().unwrap_or_default(),
            error: errors.of("parent"), ..Field::default()
        }))
        @if editor.may(Permission::ReadUsers) {
            (person_picker(&PersonPicker {
                actor: editor.actor, name: "head", label: "Head", hint: "", none: "Nobody", chosen: editor.head,
                typed: &form.head_q, found: editor.found, find_at, error: errors.of("head"),
            }))
        } @else { (ui::facts(&[("Head", &head(editor))])) }
    }
}

fn head(editor: &Editor<'_>) -> Markup {
    html! {
        @match editor.head {
            None => span.muted { "Nobody" },
            Some(head) if editor.may(Permission::ReadUsers) =>
                a href={ "/" (editor.actor.workspace.slug) "/settings/users/" (head.id) } { (head.name) },
            Some(head) => (head.called().told_to(editor.actor.permissions)),
        }
    }
}

/// Who and what is in it.
fn inside(editor: &Editor<'_>, department: &Department) -> Markup {
    let (actor, id) = (editor.actor, department.id);
    let count = everybody_in(editor.tree, editor.headcounts, id);
    let users = format!("/{}/settings/users", actor.workspace.slug);
    let filtered = address_with(&users, "department", Some(&id.to_string()));
    let people = people(count);
    let mut below = editor.tree.inside(id).peekable();
    ui::card(
        "In it",
        html! {
            p {
                @if count > 0 && editor.may(Permission::ReadUsers) { a href=(filtered) { (people) } }
                @else if count > 0 { (people) }
                @else { span.muted { "Nobody yet." } }
            }
            @if below.peek().is_some() {
                ul.names {
                    @for one in below { li { a href={ (base(actor)) "/" (one.id) } { (one.name) } } }
                }
            }
        },
    )
}
