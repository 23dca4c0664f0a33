use maud::html;

use super::web::LoginForm;
use crate::access::WorkspaceRef;
use crate::ui::{self, Field, Page};

pub(super) fn login(workspace: &WorkspaceRef, form: &LoginForm, wrong: Option<&str>) -> Page {
    let title = format!("Sign in to {}", workspace.name);
    ui::door(&ui::Door {
        title: &title,
        letter: ui::initial(&workspace.name),
        content: html! {
            h1 { "Sign in to " (workspace.name) }
            @if let Some(wrong) = wrong { p.problem role="alert" { (wrong) } }
            form.stack method="post" action={ "/" (workspace.slug) "/login" } {
                @if let Some(next) = &form.next { input type="hidden" name="next" value=(next); }
                (ui::field(&Field {
                    name: "email",
                    label: "Email",
                    kind: "email",
                    value: &form.email,
                    hint: None,
                    error: None,
                    autocomplete: "username",
                }))
                (ui::field(&Field {
                    name: "password",
                    label: "Password",
                    kind: "password",
                    value: "",
                    hint: None,
                    error: None,
                    autocomplete: "current-password",
                }))
                button.button.primary.wide { "Sign in" }
            }
            p.small { a href={ "/" (workspace.slug) "/password/forgot" } { "Forgot your password?" } }
            p.small.muted {
                "No account? Ask an admin of " (workspace.name) " for an invitation."
            }
        },
    })
}
