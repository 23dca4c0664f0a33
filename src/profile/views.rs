use maud::{Markup, html};

use super::web::NamesForm;
use crate::access::Actor;
use crate::sessions::{OpenSession, device};
use crate::ui::{self, Door, Field, FormErrors, Page, Shell};

pub(super) fn profile(
    actor: &Actor,
    form: &NamesForm,
    errors: &FormErrors,
    sessions: &[OpenSession],
) -> Page {
    ui::shell(&Shell {
        actor,
        path: "/profile",
        title: "Your profile",
        lead: Some(&actor.email),
        content: html! {
            div.stack {
                (names(form, errors))
                (password_card(actor))
                (sessions_card(actor, sessions))
            }
        },
    })
}

fn names(form: &NamesForm, errors: &FormErrors) -> Markup {
    html! {
        section.card.padded {
            h2 { "Names" }
            form.stack method="post" {
                (ui::field(&Field {
                    name: "full_name",
                    label: "Full name",
                    kind: "text",
                    value: &form.full_name,
                    hint: None,
                    error: errors.of("full_name"),
                    autocomplete: "name",
                }))
                (ui::field(&Field {
                    name: "display_name",
                    label: "Display name",
                    kind: "text",
                    value: &form.display_name,
                    hint: Some("What colleagues and customers see. Your full name if left empty."),
                    error: errors.of("display_name"),
                    autocomplete: "nickname",
                }))
                div { button.button.primary { "Save names" } }
            }
        }
    }
}

fn password_card(actor: &Actor) -> Markup {
    html! {
        section.card.padded {
            h2 { "Password" }
            p.muted { "Changing it signs you out everywhere else." }
            div { a.button href={ "/" (actor.workspace.slug) "/profile/password" } { "Change password" } }
        }
    }
}

fn sessions_card(actor: &Actor, sessions: &[OpenSession]) -> Markup {
    let base = format!("/{}/profile/sessions", actor.workspace.slug);
    html! {
        section.card.padded {
            h2 { "Where you are signed in" }
            ul.lines {
                @for session in sessions {
                    li id={ "session-" (session.id) } {
                        div {
                            strong { (device(session.user_agent.as_deref())) }
                            @if session.id == actor.session { " " span.badge.accent { "This one" } }
                            div.small.muted {
                                @if let Some(ip) = &session.ip { (ip) ", " }
                                "last seen " (ui::time(session.last_seen_at))
                                ", signed in " (ui::time(session.created_at))
                            }
                        }
                        @if session.id != actor.session {
                            form method="post" action={ (base) "/" (session.id) "/end" } {
                                button.button { "End" span.visually-hidden { " the session on " (device(session.user_agent.as_deref())) } }
                            }
                        }
                    }
                }
            }
            @if sessions.len() > 1 {
                form method="post" action={ (base) "/others/end" } {
                    button.button { "Sign out everywhere else" }
                }
            }
        }
    }
}

/// Who has to choose one first sees nothing else; everybody else sees it in its place.
pub(super) fn password(actor: &Actor, errors: &FormErrors) -> Page {
    if actor.must_change_password {
        return ui::door(&Door {
            title: "Choose your password",
            letter: ui::initial(&actor.workspace.name),
            content: html! {
                div.stack.tight {
                    h1 { "Choose your own password" }
                    p.muted { "Somebody else set the one you have. Only you should know yours." }
                }
                (password_form(actor, errors))
            },
        });
    }
    ui::shell(&Shell {
        actor,
        path: "/profile",
        title: "Change your password",
        lead: Some("You stay signed in here and are signed out everywhere else."),
        content: html! { section.card.padded { (password_form(actor, errors)) } },
    })
}

fn password_form(actor: &Actor, errors: &FormErrors) -> Markup {
    let slug = &actor.workspace.slug;
    html! {
        form.stack method="post" action={ "/" (slug) "/profile/password" } {
            // So that a password manager knows whose password this is.
            input type="hidden" autocomplete="username" value=(actor.email);
            (ui::field(&Field {
                name: "current_password",
                label: "Current password",
                kind: "password",
                value: "",
                hint: None,
                error: errors.of("current_password"),
                autocomplete: "current-password",
            }))
            (ui::new_password_fields(errors))
            div { button.button.primary { "Change password" } }
        }
    }
}
