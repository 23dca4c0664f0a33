use std::collections::BTreeSet;

use futures_util::future::join;

use super::{department, tree};
use crate::support::{TestApp, Workspace};

const ROUNDS: usize = 50;

/// Where each is inside the other, no department is reached from the top any more.
fn has_a_loop(workspace: &Workspace<'_>) -> bool {
    let tree = tree(workspace);
    tree.keys().any(|start| {
        let mut seen = BTreeSet::new();
        let mut next = Some(start);
        while let Some(name) = next {
            if !seen.insert(name) {
                return true;
            }
            next = tree[name].as_ref();
        }
        false
    })
}

#[actix_web::test]
async fn two_departments_that_go_into_each_other_at_once_never_close_a_loop() {
    let app = TestApp::start();
    let other_server = app.another_server();
    let workspace = app.workspace("northwind").await;
    let maja = workspace.maja().await;
    let maja_elsewhere = maja.on(&other_server);
    let care = department(&workspace, "Care", None);
    let sales = department(&workspace, "Sales", None);
    let page = |id| format!("/settings/departments/{id}");
    for _ in 0..ROUNDS {
        let [into_sales, into_care] = [sales, care].map(|id| id.to_string());
        let (care_page, sales_page) = (page(care), page(sales));
        let care_form = [("name", "Care"), ("parent", into_sales.as_str())];
        let sales_form = [("name", "Sales"), ("parent", into_care.as_str())];
        let (one, two) = join(
            maja.post(&care_page, &care_form),
            maja_elsewhere.post(&sales_page, &sales_form),
        )
        .await;
        let mut answers = [one.status.as_u16(), two.status.as_u16()];
        answers.sort_unstable();
        assert_eq!(answers, [303, 422], "{}{}", one.body, two.body);
        assert!(!has_a_loop(&workspace));
        for (page, name) in [(&care_page, "Care"), (&sales_page, "Sales")] {
            maja.post(page, &[("name", name), ("parent", "")])
                .await
                .has_status(303);
        }
    }
}
