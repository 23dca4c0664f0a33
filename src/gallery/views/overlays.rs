use maud::{Markup, html};

use super::{PAGE, framed, sample};
use crate::ui::{
    self, AddressBox, AddressChip, Button, Choice, Confirm, Dialog, Field, Head, Icon, Kind, Page,
    Toggle, Tone,
};

pub(super) fn section() -> Markup {
    html! {
        (sample("A few things to do behind a button", ui::dropdown("team-more", Button::plain("Team"), html! {
            (Button::plain("Rename").icon(Icon::Pen).leads_to("#overlays"))
            (Button::plain("Add people").icon(Icon::Plus).leads_to("#overlays"))
            (Button::plain("Delete").icon(Icon::Trash).refused("3 conversations are open."))
        })))
        (sample("Asked before it is done", html! { div.row {
            (Button::danger("Deactivate Sofia").asks_at("/dev/components/deactivate"))
            (Button::plain("Invite people").icon(Icon::UserPlus).opens("invite"))
            (Button::quiet("Keys").icon(Icon::Keyboard).opens("keys"))
        } }))
        (ui::dialog(&invitation()))
    }
}

/// One of each kind.
const CHIPS: &[AddressChip<'_>] = &[
    AddressChip {
        value: "nora@northwind.example",
        text: "nora@northwind.example",
        name: Some("Nora Bell"),
        tone: Tone::Plain,
        why: "",
    },
    AddressChip {
        value: "ali@gmial.com",
        text: "ali@gmial.com",
        name: None,
        tone: Tone::Wait,
        why: "looks mistyped",
    },
    AddressChip {
        value: "erik@northwind.example",
        text: "erik@northwind.example",
        name: None,
        tone: Tone::Bad,
        why: "already a member",
    },
];

fn invitation() -> Dialog<'static> {
    Dialog {
        id: "invite",
        title: "Invite people",
        lead: "Each person gets their own link. It works once, for 7 days.",
        body: html! {
            (ui::address_box(&AddressBox {
                label: "Email addresses", chips: CHIPS, text: "", error: None, check: None, takes_focus: true,
                problems: &[
                    ui::address_problem(Tone::Bad, &html! { "erik@northwind.example is already an active user. Remove it to continue." }),
                    ui::address_problem(Tone::Wait, &html! { "ali@gmial.com looks mistyped. Did you mean " button.link type="button" { "ali@gmail.com" } "?" }),
                ],
            }))
            (ui::switch(&Toggle { name: "send", label: "Send invitation email", hint: Some("Off: create the invites and copy the links yourself"), on: true, ..Toggle::default() }))
        },
        action: Some(PAGE),
        note: "Uses 2 of 8 free seats",
        cancel: "Cancel",
        buttons: html! { (Button::primary("Send 2 invitations")) },
    }
}

fn deactivation() -> Dialog<'static> {
    const CHOICES: &[Choice<'_>] = &[
        Choice {
            value: "up",
            label: "Move up to Amina Khatun",
        },
        Choice {
            value: "none",
            label: "Report to nobody",
        },
    ];
    let line = |what: &str, who: &str, name: &'static str| {
        html! {
            div {
                div { strong { (what) } p.small.muted { (who) } }
                (ui::field(&Field { name, label: what, label_hidden: true, kind: Kind::Choice(CHOICES), value: "up", ..Field::default() }))
            }
        }
    };
    let confirm = Confirm {
        id: "deactivate",
        title: "Deactivate Sofia Duarte",
        text: "Sofia is signed out everywhere at once. The history stays, and the account can come back at any time.",
        note: "Frees 1 seat",
        action: PAGE,
        verb: "Deactivate Sofia",
        cancel: "Keep Sofia",
    };
    confirm.asking(html! {
        div.lines {
            (line("Reports to Sofia", "Priya Thomas, Henrik Vik", "reports"))
            (line("2 open invitations from Sofia", "tove@northwind.example, sam@northwind.example", "invitations"))
        }
    })
}

/// Where a button leads that asks: a page, and the dialog for who has scripts.
pub(in crate::gallery) fn confirmation() -> Page {
    let dialog = deactivation();
    let head = Head {
        title: dialog.title,
        lead: Some(dialog.lead),
        back: Some(("Components", PAGE)),
        picture: &html! {},
        actions: &html! {},
    };
    framed(&head, &ui::asked_on_page(&dialog, PAGE)).or_over_the_page(&dialog)
}
