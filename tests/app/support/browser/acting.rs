//! What a person does on a page, by the names that a person reads.

use serde_json::json;
use std::time::{Duration, Instant};

use thirtyfour::{WebElement, components::SelectElement, session::scriptret::ScriptRet};
use tokio::time::sleep;

use super::Browser;

pub(super) const PAUSE: Duration = Duration::from_millis(20);
const FIELD: &str = "input, select, textarea";
const CLICKABLE: &str = "a[href], button, summary, input[type=submit], \
    [role=button], [role=tab], [role=menuitem], [role=option]";

/// The elements of a kind, inside another, that have a name and are within reach: shown, not
/// disabled (a driver's click on such a one does nothing and reports nothing), not behind a dialog.
const FIND: &str = r"
    const [kind, name, within] = arguments;
    const tidy = text => (text ?? '').replace(/\s+/g, ' ').trim();
    const caption = label => {
        const copy = label.cloneNode(true);
        copy.querySelectorAll('input, select, textarea').forEach(field => field.remove());
        return tidy(copy.textContent).replace(/ ?(\*|\(?optional\)?)$/i, '');
    };
    const text = e => e.matches('input[type=submit]') ? e.value
        : e.matches('input, select, textarea') ? '' : tidy(e.innerText);
    const names = e => [text(e), e.ariaLabel, ...[...e.labels ?? []].map(caption)];
    const dialog = [...document.querySelectorAll('dialog:modal')].pop();
    return [...document.querySelectorAll(`:is(${within}) :is(${kind})`)].filter(e =>
        e.checkVisibility({visibilityProperty: true}) && !e.closest('[inert]')
        && !e.matches(':disabled, [aria-disabled=true]')
        && (!dialog || dialog.contains(e)) && names(e).includes(name));";

impl Browser {
    /// Clicks the one button or link with this text, and waits for the page that it leads to.
    pub async fn click(&self, name: &str) {
        self.click_in("body", name).await;
    }

    /// The same inside what a CSS selector finds, for a page with a "Resend" in every row.
    pub async fn click_in(&self, within: &str, name: &str) {
        self.eventually(async || {
            let target = self.one(CLICKABLE, name, within).await?;
            let clicked = self.click_through(&target).await;
            clicked.map_err(|why| format!("“{name}” can't be clicked: {why}"))
        })
        .await;
    }

    /// Types into the one field with this label, in place of what is there.
    pub async fn fill(&self, label: &str, text: &str) {
        self.eventually(async || {
            let field = self.one(FIELD, label, "body").await?;
            let typed = async {
                field.clear().await?;
                field.send_keys(text).await?;
                field.prop("value").await
            };
            let value = typed
                .await
                .map_err(|why| format!("“{label}” can't be filled: {why}"))?
                .unwrap_or_default();
            if value == text {
                Ok(())
            } else {
                Err(format!("“{label}” took {text:?} as {value:?}"))
            }
        })
        .await;
    }

    /// Picks a file of this machine in the field with this label.
    pub async fn picks_file(&self, label: &str, file: &std::path::Path) {
        self.eventually(async || {
            let field = self.one(FIELD, label, "body").await?;
            let picked = field.send_keys(file.to_str().unwrap()).await;
            picked.map_err(|why| format!("{file:?} can't be picked in “{label}”: {why}"))
        })
        .await;
    }

    /// Picks the option with this text from the list with this label.
    pub async fn choose(&self, label: &str, option: &str) {
        self.eventually(async || {
            let list = self.one(FIELD, label, "body").await?;
            let chosen = async {
                SelectElement::new(&list)
                    .await?
                    .select_by_exact_text(option)
                    .await
            };
            chosen
                .await
                .map_err(|why| format!("“{option}” can't be chosen in “{label}”: {why}"))
        })
        .await;
    }

    /// Turns on the checkbox or radio button with this label.
    pub async fn tick(&self, label: &str) {
        self.eventually(async || {
            let boxed = self
                .one("input[type=checkbox], input[type=radio]", label, "body")
                .await?;
            let ticked = async {
                if !boxed.is_selected().await? {
                    boxed.click().await?;
                }
                boxed.is_selected().await
            };
            match ticked.await {
                Ok(true) => Ok(()),
                Ok(false) => Err(format!("“{label}” stays off")),
                Err(why) => Err(format!("“{label}” can't be ticked: {why}")),
            }
        })
        .await;
    }

    /// On to what is called so, in reading order.
    pub async fn tabs_to(&self, name: &str) {
        for _ in 0..40 {
            self.tab().await;
            if self.focused_text().await == name {
                return;
            }
        }
        panic!("{name} isn't reached");
    }

    pub async fn types_into(&self, field: &str, text: &str) {
        self.tabs_to(field).await;
        self.press_text(text).await;
    }

    async fn one(&self, kind: &str, name: &str, within: &str) -> Result<WebElement, String> {
        let arguments = vec![json!(kind), json!(name), json!(within)];
        let found = self
            .driver
            .execute(FIND, arguments)
            .await
            .and_then(ScriptRet::elements);
        let mut found = found.map_err(|why| why.to_string())?;
        match (found.pop(), found.len()) {
            (Some(only), 0) => Ok(only),
            (None, _) => Err(format!(
                "nothing within reach is called “{name}” in {within} ({kind})"
            )),
            (Some(_), others) => Err(format!(
                "{} things are called “{name}” in {within}",
                others + 1
            )),
        }
    }

    /// Tries again until it works or its patience is over: a fragment may be on its way.
    pub(super) async fn eventually(&self, attempt: impl AsyncFn() -> Result<(), String>) {
        let deadline = Instant::now() + self.patience;
        while let Err(why) = attempt().await {
            if Instant::now() > deadline {
                let address = self.driver.current_url().await.expect("an address");
                let words = self.page_text().await.unwrap_or_else(|why| why);
                panic!("{why}; {address} says:\n{words}");
            }
            sleep(PAUSE).await;
        }
    }

    pub(super) async fn page_text(&self) -> Result<String, String> {
        self.tried("return document.body?.innerText ?? '';", vec![])
            .await
    }
}
