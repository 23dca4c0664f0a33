//! The org chart in a real browser: three sizes, light and dark, by mouse, by keyboard, without scripts.

use crate::org_chart::company::ten;
use crate::support::TestApp;
use crate::support::browser::Browser;

const CHART: &str = "/northwind/settings/org-chart";

#[actix_web::test]
async fn ten_two_hundred_and_five_thousand_people_are_readable() {
    let sizes = [(10, 0), (200, 7), (5_000, 8)];
    for (size, to_a_manager) in sizes {
        let app = TestApp::start();
        let workspace = app.workspace("northwind").await;
        let jonas = if size == 10 {
            ten(&workspace).jonas
        } else {
            workspace.chart_plans("Team lead", Some(workspace.owner));
            *workspace.grows_to(size, to_a_manager).last().unwrap()
        };
        for dark in [false, true] {
            let options = Browser::at(&app);
            let Some(browser) = (if dark { options.dark() } else { options }).await else {
                return;
            };
            let scheme = if dark { "-dark" } else { "" };
            browser.enter_as(&workspace.maja().await).await;
            for (view, query) in [
                ("", String::new()),
                ("-at", format!("?at={jonas}")),
                ("-all", "?all=1".to_owned()),
                ("-list", "?view=list".to_owned()),
            ] {
                browser.goto(&format!("{CHART}{query}")).await;
                browser.sees("Who reports to whom.").await;
                // axe takes long for five thousand cards, and they are the same cards.
                if !(size == 5_000 && view == "-all") {
                    browser.is_accessible().await;
                }
                browser.has_no_sideways_scroll().await;
                browser
                    .screenshot(&format!("org-{size}{view}{scheme}"))
                    .await;
            }
            browser.close().await;
        }
    }
}
