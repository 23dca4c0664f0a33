//! What a test claims about a page.

use std::iter;

use serde::Deserialize;
use serde_json::json;
use thirtyfour::BrowserLogEntry;

use super::{Browser, opening::PHONE, tidy};

/// From the npm package axe-core; the version stands beside it.
const AXE: &str = include_str!("../axe/axe.min.js");

/// Waits for transitions first: half-way through a fade every contrast is wrong. What turns for
/// ever is not waited for.
const RUN_AXE: &str = r"
    const done = arguments[0];
    const ending = document.getAnimations().filter(a => a.effect.getComputedTiming().endTime < Infinity);
    const still = Promise.allSettled(ending.map(animation => animation.finished));
    Promise.race([still, new Promise(late => setTimeout(late, 1000))])
        .then(() => axe.run(document, {rules: {'target-size': {enabled: true}}}))
        .then(({passes, violations}) => done({passes: passes.length, violations}),
            error => done({passes: 0, violations: [], error: String(error)}));";

/// Compared with `clientWidth`, because the `innerWidth` of a phone grows with what overflows, and
/// with the phone's own width, because a page without a viewport is laid out for 980 px.
const TOO_WIDE: &str = r"
    const page = document.documentElement, room = Math.min(page.clientWidth, arguments[0] ?? Infinity);
    if (page.scrollWidth <= room) return [];
    const wide = [...document.body.querySelectorAll('*')]
        .filter(element => element.getBoundingClientRect().right > room + 0.5);
    return [`${page.scrollWidth} px in ${room} px`,
        ...wide.slice(0, 5).map(element => element.outerHTML.slice(0, 200))];";

#[derive(Debug, Deserialize)]
pub struct Violation {
    pub id: String,
    pub impact: Option<String>,
    pub help: String,
    pub nodes: Vec<Offender>,
}

#[derive(Debug, Deserialize)]
pub struct Offender {
    pub html: String,
}

#[derive(Deserialize)]
struct AxeReport {
    passes: usize,
    violations: Vec<Violation>,
    error: Option<String>,
}

impl Browser {
    /// Waits until the page shows this text, however its lines break.
    pub async fn sees(&self, text: &str) {
        let wanted = tidy(text);
        assert!(!wanted.is_empty(), "every page shows nothing");
        self.eventually(async || {
            let seen = tidy(&self.page_text().await?).contains(&wanted);
            if seen {
                Ok(())
            } else {
                Err(format!("“{wanted}” isn't there"))
            }
        })
        .await;
    }

    /// Waits until the browser is at this path, the query included.
    pub async fn arrives_at(&self, path: &str) {
        self.eventually(async || {
            let here = self.here().await?;
            if here == path {
                Ok(())
            } else {
                Err(format!("{here} isn't {path}"))
            }
        })
        .await;
    }

    pub async fn has_no_sideways_scroll(&self) {
        let width = self.phone.then_some(PHONE.0);
        let wide: Vec<String> = self.script(TOO_WIDE, vec![json!(width)]).await;
        assert!(
            wide.is_empty(),
            "{} scrolls sideways: {wide:#?}",
            self.path().await
        );
    }

    /// What went wrong by the browser's console since it was last asked: broken policies, errors
    /// of scripts, and every request answered by 4xx or 5xx, also one that the test wanted.
    #[must_use = "errors that nobody looks at are not found"]
    pub async fn console_errors(&self) -> Vec<String> {
        let entries = self.console().await.into_iter();
        entries
            .filter(|entry| entry.level == "SEVERE" || is_breakage(entry))
            .map(|entry| entry.message)
            .collect()
    }

    pub(super) async fn console(&self) -> Vec<BrowserLogEntry> {
        self.driver
            .browser_log()
            .await
            .expect("the browser's console can be read")
    }

    /// What axe finds wrong, by every rule it has for pages and the one for the size of targets.
    pub async fn axe(&self) -> Vec<Violation> {
        assert!(
            !self.without_javascript,
            "axe needs a browser with JavaScript"
        );
        let path = self.path().await;
        if !self
            .script::<bool>("return typeof window.axe?.run === 'function';", vec![])
            .await
        {
            self.script::<()>(AXE, vec![]).await;
        }
        let answer = self
            .driver
            .execute_async(RUN_AXE, vec![])
            .await
            .expect("axe runs");
        let report: AxeReport = answer.convert().expect("axe answers with a report");
        assert!(report.error.is_none(), "axe failed: {:?}", report.error);
        assert!(report.passes > 0, "axe found nothing to judge at {path}");
        report.violations
    }

    /// What a screen reader is told, line by line: `link “Roles”`, `link “Show more”, expanded`. Texts
    /// stand for themselves.
    pub async fn told(&self) -> Vec<String> {
        let tree = self.cdp("Accessibility.getFullAXTree", json!({})).await;
        let nodes = tree["nodes"].as_array().expect("a tree").iter();
        let shown = nodes.filter(|node| node["ignored"] != true);
        let lines = shown.filter_map(|node| {
            let role = node["role"]["value"].as_str()?;
            let name = node["name"]["value"].as_str().unwrap_or_default();
            let mut properties = node["properties"].as_array()?.iter();
            let expanded = properties.find(|property| property["name"] == "expanded");
            let state = match expanded.map(|property| property["value"]["value"] == true) {
                Some(true) => ", expanded",
                Some(false) => ", collapsed",
                None => "",
            };
            match role {
                "StaticText" => Some(name.to_owned()),
                "InlineTextBox" => None,
                _ => Some(format!("{role} “{name}”{state}")),
            }
        });
        lines.collect()
    }

    pub async fn is_accessible(&self) {
        let violations = self.axe().await;
        let complaints = violations.iter().flat_map(|found| {
            let impact = found.impact.as_deref().unwrap_or("no impact");
            let rule = format!("{} ({impact}): {}", found.id, found.help);
            iter::once(rule).chain(found.nodes.iter().map(|node| format!("    {}", node.html)))
        });
        let complaints: Vec<_> = complaints.collect();
        assert!(
            complaints.is_empty(),
            "{} isn't accessible:\n{}",
            self.path().await,
            complaints.join("\n")
        );
    }
}

/// What no page of ours may ever do. Requests that failed aren't among it: a test may want a 422.
pub(super) fn is_breakage(entry: &BrowserLogEntry) -> bool {
    entry.message.contains("Content Security Policy")
        || (entry.level == "SEVERE" && entry.source.as_deref() == Some("javascript"))
}
