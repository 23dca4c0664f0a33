use maud::{Markup, html};

use super::{listing, paragraphs, words};
use crate::api_docs::model::{Answer, Call, Field, Needs};
use crate::ui::{Icon, icon};

/// A line that opens. Whoever comes to it by its address finds it open, since what the address names is
/// inside.
pub(super) fn call(call: &Call) -> Markup {
    html! {
        details.call {
            summary {
                (icon(Icon::ChevronRight))
                span class={ "method " (call.method.to_lowercase()) } { (call.method) }
                " " code { (call.path) }
                " " span.muted { (words(call.summary.trim_end_matches('.'))) }
            }
            div.inside.stack id=(call.id) {
                @if let Some(text) = &call.words { (paragraphs(text)) }
                p { (needs(&call.needs)) " " a.muted href={ "#" (call.id) } { "Link to this call" span.visually-hidden { ": " (call.method) " " (call.path) } } }
                (table("Parameters", &call.parameters))
                (table("Body", &call.fields))
                div.stack.tight {
                    h3 { "Request" }
                    (listing(&format!("Request of {} {}", call.method, call.path), &call.request))
                }
                @if let Some(answer) = &call.answer { (answered(call, answer)) }
                @if !call.problems.is_empty() { (problems(&call.problems)) }
            }
        }
    }
}

fn needs(needs: &Needs) -> Markup {
    match needs {
        Needs::Nothing => html! { "Needs no key." },
        Needs::Key => html! { "Needs a key." },
        Needs::Permission(permission) => html! { "Needs a key with " code { (permission) } "." },
    }
}

fn table(title: &str, fields: &[Field]) -> Markup {
    html! {
        @if !fields.is_empty() {
            div.stack.tight {
                h3 { (title) }
                dl.fields {
                    @for field in fields {
                        div {
                            dt {
                                code { (field.name) }
                                @if !field.place.is_empty() { " " span.muted.small { (field.place) } }
                                @if field.is_needed { " " span.needed { "needed" } }
                            }
                            dd {
                                span.muted { (words(&field.kind)) }
                                @if let Some(text) = &field.words { (paragraphs(text)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn answered(call: &Call, answer: &Answer) -> Markup {
    html! {
        div.stack.tight {
            h3 { "Answer" }
            p { code { (answer.status) } " " (words(&answer.words)) }
            @if let Some(example) = &answer.example {
                (listing(&format!("Answer to {} {}", call.method, call.path), example))
            }
        }
    }
}

fn problems(problems: &[(String, String)]) -> Markup {
    html! {
        div.stack.tight {
            h3 { "Problems" }
            dl.problems { @for (status, text) in problems { div { dt { code { (status) } } dd { (words(text)) } } } }
        }
    }
}
