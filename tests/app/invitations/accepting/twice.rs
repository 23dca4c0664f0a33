//! The same form once more.

use super::*;

#[actix_web::test]
async fn a_second_click_goes_home_and_another_form_finds_the_link_used() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let invited = workspace.nora().await;
    let mut nora = app.visitor();
    let form = form_of(&nora.get(invited.link).await);
    let typed = form_with(&[("form", &form)]);
    nora.post(invited.link, &typed).await.leads_to(HOME);
    // Before the first answer came, with no cookie yet.
    let mut again = app.visitor();
    again.post(invited.link, &typed).await.leads_to(HOME);
    again.get("/northwind/profile").await.is_ok();
    // With it.
    nora.post(invited.link, &typed).await.leads_to("/northwind");
    nora.get(invited.link).await.leads_to("/northwind");
    let other = SecretToken::random().encode();
    for strange in ["", "x", &other] {
        app.post(invited.link, &form_with(&[("form", strange)]))
            .await
            .has_status(410)
            .shows("Already used");
    }
    app.clock.advance(chrono::TimeDelta::minutes(3));
    app.post(invited.link, &typed).await.has_status(410);
    assert_eq!(workspace.sessions_of(&invited), 2);
    assert_eq!(workspace.audited("invitation.accepted", &invited), 1);
}

#[actix_web::test]
async fn a_second_click_needs_the_password_that_the_account_has_now() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let invited = workspace.nora().await;
    let form = form_of(&app.get(invited.link).await);
    let typed = form_with(&[("form", &form)]);
    app.post(invited.link, &typed).await.leads_to(HOME);
    for password in ["", "another-kettle-of-fish"] {
        let other = [
            ("form", &*form),
            ("password", password),
            ("password_confirm", password),
        ];
        app.post(invited.link, &form_with(&other))
            .await
            .has_status(410);
        app.post(invited.link, &[("form", &form), ("password", password)])
            .await
            .has_status(410);
    }
    diesel::update(users::table.find((workspace.id, invited.user)))
        .set(
            users::password_hash
                .eq("$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA"),
        )
        .execute(&mut app.database.connection())
        .unwrap();
    app.post(invited.link, &typed).await.has_status(410);
    assert_eq!(workspace.sessions_of(&invited), 1);
}

#[actix_web::test]
async fn who_was_deactivated_since_does_not_come_in_by_a_second_click() {
    let app = TestApp::start();
    let workspace = app.workspace("northwind").await;
    let invited = workspace.nora().await;
    let form = form_of(&app.get(invited.link).await);
    let typed = form_with(&[("form", &form)]);
    app.post(invited.link, &typed).await.leads_to(HOME);
    workspace.set_status(invited.user, "inactive");
    app.post(invited.link, &typed).await.has_status(410);
}
