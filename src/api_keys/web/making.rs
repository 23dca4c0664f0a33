use actix_web::web;
use chrono::TimeDelta;
use serde::Deserialize;
use url::Url;

use super::page_of_all;
use crate::access::{
    Actor, Permission, PermissionSet, UnknownPermission, Visit, rights::WriteApiKeys,
};
use crate::api_keys::actions::{self, KeyError, NewKey};
use crate::api_keys::views::{self, Made};
use crate::app::Routes;
use crate::error::AppError;
use crate::sessions::{Judges, Sensitive};
use crate::types::{FormId, SecretText, Title};
use crate::ui::{Answer, FormErrors, Notice, Page, Posted, SeeOther};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/{slug}/settings/api-keys/new", new);
    routes.post("/{slug}/settings/api-keys", create);
}

/// How many days a key may work; the first is offered first.
pub(in crate::api_keys) const LIFETIMES: [(&str, &str); 4] = [
    ("90", "90 days"),
    ("30", "30 days"),
    ("365", "1 year"),
    ("", "Until it is revoked"),
];

/// A key as it is typed and ticked.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::api_keys) struct KeyForm {
    pub name: String,
    pub permission: Vec<String>,
    /// One of `LIFETIMES`; nothing is until it is revoked.
    pub valid_days: String,
    /// This form's own id, so that sending it twice makes one key.
    pub form: String,
    current_password: SecretText,
}

impl KeyForm {
    fn empty() -> Self {
        Self {
            valid_days: LIFETIMES.map(|(days, _)| days)[0].to_owned(),
            form: FormId::new().to_string(),
            ..Self::default()
        }
    }

    pub fn ticks(&self, permission: Permission) -> bool {
        let ticked = permission.as_str();
        self.permission.iter().any(|text| text == ticked)
    }

    fn parse(&self, errors: &mut FormErrors) -> Option<NewKey> {
        let name = errors.check("name", Title::parse(&self.name));
        let valid_for = errors.check("valid_days", lifetime(&self.valid_days));
        let permissions = self.permission.iter().map(|text| text.parse());
        let permissions = permissions.collect::<Result<PermissionSet, UnknownPermission>>();
        let unknown = "One of these permissions doesn't exist. Choose again.";
        let permissions = errors.check("permission", permissions.map_err(|_| unknown));
        Some(NewKey {
            name: name?,
            permissions: permissions?,
            valid_for: valid_for?,
            // Whoever sends another text than the page had can't send it again.
            form: self.form.parse().ok(),
        })
    }
}

fn lifetime(text: &str) -> Result<Option<TimeDelta>, &'static str> {
    let known = LIFETIMES.iter().any(|(days, _)| *days == text);
    match text {
        "" => Ok(None),
        days => match days.parse().ok().filter(|_| known) {
            Some(days) => Ok(Some(TimeDelta::days(days))),
            None => Err("Choose how long it works."),
        },
    }
}

async fn new(visit: Visit<WriteApiKeys>) -> Page {
    let form = KeyForm::empty();
    views::new_key(&visit.actor, &form, &FormErrors::default())
}

async fn create(
    visit: Visit<WriteApiKeys>,
    judges: Judges,
    base_url: web::Data<Url>,
    form: Posted<KeyForm>,
) -> Result<Answer, AppError> {
    let form = form.read().await?;
    let sensitive = Sensitive::by(visit.actor, judges);
    let mut errors = FormErrors::default();
    let wish = form.parse(&mut errors);
    let wait = sensitive
        .confirm(&form.current_password, &mut errors)
        .await?;
    if let (Some(wish), true) = (wish, errors.is_empty()) {
        let making = sensitive.change(move |tx, by| actions::create(tx, by, &wish));
        match making.await {
            Ok((_, text)) => {
                let made = Made {
                    name: &form.name,
                    text: &text.encode(),
                    base_url: &base_url,
                };
                return Ok(views::made(&sensitive.actor, &made).into());
            }
            Err(KeyError::MadeAlready) => return Ok(made_already(&sensitive.actor)),
            Err(error) => note(error, &mut errors)?,
        }
    }
    let page = views::new_key(&sensitive.actor, &form, &errors);
    Ok(page.sent_back(wait).into())
}

/// The page that showed it was loaded again.
fn made_already(actor: &Actor) -> Answer {
    SeeOther::at(page_of_all(actor))
        .saying(Notice::ApiKeyMadeAlready)
        .into()
}

/// What the form can say by a field. Everything else is for the edge.
fn note(error: KeyError, errors: &mut FormErrors) -> Result<(), AppError> {
    let field = match &error {
        KeyError::NoPermission => "permission",
        KeyError::TooMany => "name",
        KeyError::PasswordFirst(_) => "current_password",
        _ => return Err(error.into()),
    };
    errors.add(field, error.to_string());
    Ok(())
}
