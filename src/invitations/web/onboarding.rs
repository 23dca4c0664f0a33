//! The first people, right after the workspace.

use actix_web::web;
use serde::Deserialize;

use super::inviting::{Around, SentBack, Tools, all_invited, confirm, invited, noted, role_in};
use crate::access::{Actor, Visit, rights::InviteUsers};
use crate::app::Routes;
use crate::db::Db;
use crate::error::AppError;
use crate::invitations::actions::{Invitee, Letter, NewInvitations, Outcome};
use crate::invitations::model::{Entry, MOST_AT_ONCE, TooMany, Verdict};
use crate::invitations::views::onboarding::{Onboarding, Row, onboarding};
use crate::types::{EmailAddress, SecretText, Wished};
use crate::ui::{Answer, FormErrors, Page, Posted};

/// So many rows to begin with, and one more whenever somebody wants it.
const FIRST_ROWS: usize = 4;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/{slug}/onboarding", open);
    routes.post("/{slug}/onboarding", invite);
}

/// Rows, as columns.
#[derive(Default, Deserialize)]
#[serde(default)]
struct RowsForm {
    email: Vec<String>,
    role: Vec<String>,
    /// A button that asks for another row.
    add: Option<String>,
    /// One that takes a row out, by its number.
    without: Option<String>,
    current_password: SecretText,
}

impl RowsForm {
    fn rows(&self) -> Vec<Row> {
        let roles = self.role.iter().map(String::as_str);
        let roles = roles.chain(std::iter::repeat(""));
        let rows = self.email.iter().zip(roles).map(|(email, role)| Row {
            email: email.trim().to_owned(),
            role: role.to_owned(),
            ..Row::default()
        });
        let out = self.without.as_ref().and_then(|number| number.parse().ok());
        let numbered = rows.enumerate();
        numbered
            .filter(|(number, _)| Some(number + 1) != out)
            .map(|(_, row)| row)
            .collect()
    }

    fn only_changes_rows(&self) -> bool {
        self.add.is_some() || self.without.is_some()
    }
}

async fn open(visit: Visit<InviteUsers>, db: web::Data<Db>) -> Result<Page, AppError> {
    let rows = vec![Row::default(); FIRST_ROWS];
    page(&db, &visit.actor, rows, &FormErrors::default()).await
}

async fn page(
    db: &Db,
    actor: &Actor,
    mut rows: Vec<Row>,
    errors: &FormErrors,
) -> Result<Page, AppError> {
    let around = Around::of(db, actor, (Vec::new(), None)).await?;
    let usual = around.usual_role().map(|role| role.to_string());
    let is_empty = |row: &Row| row.role.is_empty() && row.mistake.is_none();
    for row in rows.iter_mut().filter(|row| is_empty(row)) {
        row.role = usual.clone().unwrap_or_default();
    }
    Ok(onboarding(&Onboarding {
        actor,
        rows: &rows,
        offered: &around.offered,
        invited: 0,
        errors,
    }))
}

async fn invite(
    visit: Visit<InviteUsers>,
    tools: Tools,
    form: Posted<RowsForm>,
) -> Result<Answer, AppError> {
    let form = form.read().await?;
    let mut rows = form.rows();
    if form.only_changes_rows() {
        if form.add.is_some() && rows.len() < MOST_AT_ONCE {
            rows.push(Row::default());
        }
        let nothing = FormErrors::default();
        return Ok(page(&tools.0, &visit.actor, rows, &nothing).await?.into());
    }
    rows.retain(|row| !row.email.is_empty());
    let mut errors = FormErrors::default();
    let people = people(&mut rows, &mut errors);
    let mut refused = confirm(&visit.actor, &tools, &form.current_password, &mut errors).await?;
    let mut outcome = Outcome::default();
    if errors.is_empty() {
        let wish = NewInvitations {
            people,
            position: None,
        };
        match invited(&visit.actor, &tools, wish).await {
            Ok(came) => outcome = came,
            Err(error) => refused = noted(error, &mut errors)?,
        }
    }
    answer((&visit.actor, &tools.0), rows, (&outcome, refused), &errors).await
}

/// Who is to be invited. What is wrong in a row stays in it and keeps nobody else from being invited.
fn people(rows: &mut [Row], errors: &mut FormErrors) -> Vec<Invitee> {
    if rows.is_empty() {
        errors.add(
            "email",
            "Type at least one email address, or skip this for now.",
        );
    }
    if rows.len() > MOST_AT_ONCE {
        let count = rows.len();
        errors.add("email", TooMany { count }.to_string());
    }
    let mut people: Vec<Invitee> = Vec::new();
    for row in rows {
        let mut wrong = FormErrors::default();
        let email = wrong.check("email", EmailAddress::parse(&row.email));
        let role = role_in(&row.role, &mut wrong);
        row.mistake = ["email", "role"]
            .iter()
            .find_map(|field| wrong.of(field))
            .map(|mistake| mistake.text.to_owned());
        let (Some(email), Some(role)) = (email, role) else {
            continue;
        };
        match people.iter().find(|person| person.email == email) {
            Some(same) if same.roles == [role] => {}
            Some(_) => {
                row.mistake = Some("This address is in another row, with another role.".to_owned());
            }
            None => people.push(Invitee {
                email,
                full_name: None,
                display_name: None,
                roles: vec![role],
                teams: Vec::new(),
                department: Wished::AsItIs,
                letter: Letter {
                    message: None,
                    lifetime: None,
                    is_sent: true,
                },
            }),
        }
    }
    people
}

async fn answer(
    (actor, db): (&Actor, &Db),
    rows: Vec<Row>,
    (outcome, refused): (&Outcome, SentBack),
    errors: &FormErrors,
) -> Result<Answer, AppError> {
    let is_invited = |row: &Row| {
        let email = EmailAddress::parse(&row.email).ok();
        row.mistake.is_none()
            && email.is_some_and(|email| outcome.invited.iter().any(|one| one.email == email))
    };
    let (done, mut rest): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(is_invited);
    if rest.is_empty() && errors.is_empty() {
        return Ok(all_invited(actor, true).into());
    }
    let entries: Vec<Entry> = rest.iter().map(Row::entry).collect();
    let around = Around::of(db, actor, (entries, None)).await?;
    for (row, judged) in rest.iter_mut().zip(&around.judged) {
        if let Verdict::Taken(_) = judged.verdict {
            row.verdict = Some(judged.verdict.clone());
        }
    }
    let page = onboarding(&Onboarding {
        actor,
        rows: &rest,
        offered: &around.offered,
        invited: outcome.invited.len(),
        errors,
    });
    Ok(if done.is_empty() {
        refused.of(page)
    } else {
        page
    }
    .into())
}
