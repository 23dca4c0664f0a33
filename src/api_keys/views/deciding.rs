//! What is asked before a key is revoked or taken over.

use maud::{Markup, html};

use super::{PATH, base};
use crate::access::{Actor, Permission};
use crate::api_keys::model::ApiKey;
use crate::ui::{self, Button, Chip, Confirm, Dialog, FormErrors, Page, Shell, Tone};

pub(in crate::api_keys) fn revocation(actor: &Actor, key: &ApiKey) -> Page {
    let base = base(actor);
    let (title, keep) = (format!("Revoke {}", key.name), format!("Keep {}", key.name));
    let text = format!(
        "Whatever uses {} is refused from its next call on.",
        key.name
    );
    let action = format!("{base}/{}/revoke", key.id);
    let question = Confirm {
        id: "revoke-key",
        title: &title,
        text: &text,
        note: "This can't be undone.",
        action: &action,
        verb: &title,
        cancel: &keep,
    }
    .asking(what_it_may(key));
    ui::shell(&Shell {
        lead: Some(&text),
        back: Some(("API keys", &base)),
        content: ui::asked_on_page(&question, &base),
        ..Shell::of(actor, PATH, &title)
    })
    .or_over_the_page(&question)
}

pub(in crate::api_keys) fn taking_over(actor: &Actor, key: &ApiKey, errors: &FormErrors) -> Page {
    let base = base(actor);
    let title = format!("Take over {}", key.name);
    let keep = format!("Leave {}", key.name);
    let text = told(actor, key);
    let action = format!("{base}/{}/take-over", key.id);
    let question = Confirm {
        id: "take-over-key",
        title: &title,
        text: &text,
        note: "",
        action: &action,
        verb: &title,
        cancel: &keep,
    }
    .asking(html! {
        (what_it_may(key))
        (ui::confirm_password_field(actor.password_is_fresh, errors))
    });
    let question = Dialog {
        buttons: html! { (Button::primary(&title)) },
        ..question
    };
    ui::shell(&Shell {
        lead: Some(&text),
        back: Some(("API keys", &base)),
        content: ui::asked_on_page(&question, &base),
        ..Shell::of(actor, PATH, &title)
    })
    .or_answered_over_the_page(&question)
}

/// In whose right it works from then on. The text stays the same, and others may have it.
fn told(actor: &Actor, key: &ApiKey) -> String {
    if key.maker == actor.user {
        return "It works again, in your right as before, for everything that has its text."
            .to_owned();
    }
    format!(
        "It works in your right from now on, and you answer for what is done with it. Its text stays the same: if {} or somebody else may still have it and shouldn't, make a new key instead.",
        key.maker_name
    )
}

fn what_it_may(key: &ApiKey) -> Markup {
    let titles: Vec<String> = key.permissions.iter().map(Permission::title).collect();
    let chips = titles
        .iter()
        .map(|title| Chip::new(title).tone(Tone::Plain));
    html! { (ui::chips(chips, "It may do nothing.")) }
}
