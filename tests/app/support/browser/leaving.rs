//! Clicks that leave a page.
//!
//! A driver's click returns before a form is on its way, so that what a test reads next could still
//! be the old page. A click here ends when its page is gone, or when a script kept it.

use std::time::Instant;

use thirtyfour::{WebElement, error::WebDriverError};
use tokio::time::sleep;

use super::{Browser, acting::PAUSE};

/// Marks the page, and says whether a click on the element leaves it unless a script steps in.
const MARK: &str = r"
    const [target] = arguments, link = target.closest('a[href]'), form = target.form;
    const mark = window.musterClicked = {events: []};
    for (const kind of ['click', 'submit'])
        addEventListener(kind, event => mark.events.push(event), {capture: true, once: true});
    if (link) {
        // A link in a drawing knows its address otherwise.
        const [page, fragment] = new URL(link.getAttribute('href'), location.href).href.split('#');
        const within = fragment !== undefined && page === location.href.split('#')[0];
        return /^https?:/.test(page) && !link.getAttribute('target') && !link.hasAttribute('download') && !within;
    }
    if (!form || target.type !== 'submit') return false;
    const method = target.getAttribute('formmethod') ?? form.getAttribute('method') ?? 'get';
    const unchecked = target.hasAttribute('formnovalidate') || form.hasAttribute('novalidate');
    return method.toLowerCase() !== 'dialog' && (unchecked || form.matches(':valid'));";

const STANDS: &str = r"
    return 'musterClicked' in window && !musterClicked.events.some(event => event.defaultPrevented);";

impl Browser {
    pub(super) async fn click_through(&self, target: &WebElement) -> Result<(), String> {
        let said = |why: WebDriverError| why.to_string();
        let leaves = self
            .tried(MARK, vec![target.to_json().map_err(said)?])
            .await?;
        target.click().await.map_err(said)?;
        let deadline = Instant::now() + self.patience;
        // A download never leaves, nor does a 204: that costs the wait and is no failure.
        while leaves && Instant::now() < deadline && self.stands().await {
            sleep(PAUSE).await;
        }
        Ok(())
    }

    /// Whether the clicked page is still there for no reason; so it is while one gives way to another.
    async fn stands(&self) -> bool {
        self.tried(STANDS, vec![]).await.unwrap_or(true)
    }
}
