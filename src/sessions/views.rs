use maud::html;

use super::web::LoginForm;
use crate::access::WorkspaceRef;
use crate::ui::{self, Banner, Button, Door, Field, Kind, Page, Tone};

pub(super) fn login(workspace: &WorkspaceRef, form: &LoginForm, wrong: Option<&str>) -> Page {
    let title = format!("Sign in to {}", workspace.name);
    ui::door(&Door {
        title: &title,
        letter: ui::initial(&workspace.name),
        content: html! {
            h1 { (title) }
            form.stack method="post" action={ "/" (workspace.slug) "/login" } novalidate {
                @if let Some(wrong) = wrong { div role="alert" { (Banner::new(Tone::Bad, wrong)) } }
                @if let Some(next) = &form.next { input type="hidden" name="next" value=(next); }
                (ui::field(&Field {
                    name: "email",
                    label: "Email",
                    kind: Kind::Email,
                    value: &form.email,
                    autocomplete: "username",
                    ..Field::default()
                }))
                (ui::field(&Field {
                    name: "password",
                    label: "Password",
                    kind: Kind::Password,
                    autocomplete: "current-password",
                    ..Field::default()
                }))
                (Button::primary("Sign in").wide())
            }
            p.small { a href={ "/" (workspace.slug) "/password/forgot" } { "Forgot your password?" } }
            p.footnote {
                "No account? Ask an admin of " (workspace.name) " for an invitation."
            }
        },
    })
}
