//! The look of every mail: tables and inline styles for programs that know nothing else, a media
//! query for those that can be dark.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::line::Part;
use super::{Button, Letterhead, Line, Message};

const FONT: &str = "font-family:Inter,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;";
const DARK: &str = "@media (prefers-color-scheme: dark) {
  .page { background-color: #161715 !important; }
  .card { background-color: #1e1f1c !important; border-color: #2f302c !important; }
  .ink { color: #edece8 !important; }
  .soft { color: #a9a69e !important; }
  .line { border-color: #2f302c !important; }
  .accent { background-color: #4fc3ae !important; color: #08201b !important; }
  .link { color: #4fc3ae !important; }
}
@media (max-width: 640px) { .card { padding: 24px !important; } }";

const QUOTE: &str = "padding-left:12px;border-left:3px solid #e6e2db;";

pub(super) fn html(message: &Message, letterhead: &Letterhead) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="supported-color-schemes" content="light dark";
                title { (message.subject.plain()) }
                style { (PreEscaped(DARK)) }
            }
            body.page style="margin:0;padding:0;background-color:#f4f2ee;" {
                table.page role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"
                    bgcolor="#f4f2ee" style="background-color:#f4f2ee;" {
                    tr { td align="center" style="padding:32px 12px;" { (card(message, letterhead)) } }
                }
            }
        }
    };
    page.into_string()
}

fn card(message: &Message, letterhead: &Letterhead) -> Markup {
    html! {
        table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0"
            style="width:100%;max-width:600px;" {
            tr {
                td.card bgcolor="#ffffff" align="left"
                    style={ (FONT) "background-color:#ffffff;border:1px solid #e6e2db;border-radius:14px;padding:36px;" } {
                    (tile(letterhead))
                    h1.ink style={ (FONT) "margin:20px 0 8px;font-size:22px;line-height:1.3;font-weight:600;color:#1d1c1a;" } { (message.heading) }
                    @for paragraph in &message.paragraphs {
                        @let quote = if paragraph.is_quoted() { QUOTE } else { "" };
                        p.ink style={ (FONT) "margin:0 0 16px;font-size:15px;line-height:1.5;color:#1d1c1a;" (quote) } { (line(paragraph)) }
                    }
                    @if let Some(button) = &message.button { (call(button)) }
                    @for note in &message.notes { (small(note)) }
                    @if let Some(button) = &message.button { (in_full(button)) }
                    (footer(message, letterhead))
                }
            }
        }
    }
}

fn tile(letterhead: &Letterhead) -> Markup {
    let initial: String = letterhead
        .workspace
        .chars()
        .take(1)
        .flat_map(char::to_uppercase)
        .collect();
    html! {
        table role="presentation" cellpadding="0" cellspacing="0" border="0" {
            tr {
                td.accent width="44" height="44" align="center" valign="middle" bgcolor="#0e6a5b" aria-hidden="true"
                    style={ (FONT) "width:44px;height:44px;border-radius:8px;background-color:#0e6a5b;color:#ffffff;font-size:20px;font-weight:600;" } { (initial) }
            }
        }
    }
}

/// A cell that looks like a button also where links can't have a ground.
fn call(button: &Button) -> Markup {
    html! {
        table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:4px 0 20px;" {
            tr {
                td.accent bgcolor="#0e6a5b" style="background-color:#0e6a5b;border-radius:8px;" {
                    a.accent href=(button.address)
                        style={ (FONT) "display:inline-block;padding:12px 18px;font-size:15px;font-weight:600;color:#ffffff;text-decoration:none;border-radius:8px;" } { (button.label) }
                }
            }
        }
    }
}

fn in_full(button: &Button) -> Markup {
    html! {
        (small(&Line::new("If the button doesn't work, paste this address into your browser:")))
        p style={ (FONT) "margin:0 0 20px;font-size:13px;line-height:1.5;word-break:break-all;" } {
            a.link href=(button.address) style="color:#0e6a5b;text-decoration:none;" { (button.address) }
        }
    }
}

fn footer(message: &Message, letterhead: &Letterhead) -> Markup {
    html! {
        table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" {
            tr { td.line style="border-top:1px solid #e6e2db;padding-top:16px;" {
                (small(&Line::new(message.unexpected)))
                (small(&letterhead.signature()))
            } }
        }
    }
}

fn small(text: &Line) -> Markup {
    html! {
        p.soft style={ (FONT) "margin:0 0 8px;font-size:13px;line-height:1.5;color:#5d5a54;" } { (line(text)) }
    }
}

fn line(line: &Line) -> Markup {
    html! {
        @for part in line.parts() {
            @match part {
                Part::Words(words) => (words),
                Part::Name(name) => strong { (name) },
            }
        }
    }
}
