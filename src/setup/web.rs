use actix_web::{http::StatusCode, web};
use serde::Deserialize;

use super::actions::{self, SetUpError, SetupToken};
use super::{store, views};
use crate::access::{Cookies, HashError, Password, PasswordHasher, Public, SignedIn};
use crate::app::Routes;
use crate::db::Db;
use crate::error::AppError;
use crate::types::{EmailAddress, PersonName, SecretText, Slug, Title};
use crate::ui::{Answer, FormErrors, Posted, Query, SeeOther};
use crate::workspaces::{CreateError, FirstOwner, NewWorkspace};

pub fn routes(routes: &mut Routes) {
    routes.get("/setup", open);
    routes.post("/setup", set_up);
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct SetupQuery {
    token: Option<String>,
}

async fn open(
    _: Public,
    db: web::Data<Db>,
    token: web::Data<SetupToken>,
    query: Query<SetupQuery>,
) -> Result<Answer, AppError> {
    if !db.read(store::is_needed).await? {
        return Err(AppError::NotFound);
    }
    Ok(match query.0.token {
        None => views::which_token(None).into(),
        Some(typed) if token.is(&typed) => {
            let form = SetupForm {
                token: typed,
                ..SetupForm::default()
            };
            views::setup(&form, &FormErrors::default()).into()
        }
        Some(typed) => wrong_token(&typed),
    })
}

fn wrong_token(typed: &str) -> Answer {
    views::which_token(Some(typed))
        .status(StatusCode::FORBIDDEN)
        .into()
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct SetupForm {
    pub token: String,
    pub workspace_name: String,
    pub slug: String,
    pub full_name: String,
    pub email: String,
    password: SecretText,
    password_confirm: SecretText,
}

/// What a form that holds together says.
struct Wish {
    slug: Slug,
    name: Title,
    email: EmailAddress,
    owner: PersonName,
    password: Password,
}

impl SetupForm {
    fn parse(&self) -> Result<Wish, FormErrors> {
        let mut errors = FormErrors::default();
        let name = errors.check("workspace_name", Title::parse(&self.workspace_name));
        let slug = errors.check("slug", Slug::parse(self.slug.trim()));
        let owner = errors.check("full_name", PersonName::parse(&self.full_name));
        let email = errors.check("email", EmailAddress::parse(&self.email));
        let about = [
            &self.email,
            &self.full_name,
            &self.workspace_name,
            &self.slug,
        ];
        let password = errors.new_password(
            (&self.password, &self.password_confirm),
            &about.map(String::as_str),
        );
        match (slug, name, email, owner, password) {
            (Some(slug), Some(name), Some(email), Some(owner), Some(password)) => Ok(Wish {
                slug,
                name,
                email,
                owner,
                password,
            }),
            _ => Err(errors),
        }
    }
}

async fn set_up(
    from: Public,
    (db, hasher, token): (
        web::Data<Db>,
        web::Data<PasswordHasher>,
        web::Data<SetupToken>,
    ),
    cookies: Cookies,
    form: Posted<SetupForm>,
) -> Result<Answer, AppError> {
    if !db.read(store::is_needed).await? {
        return Err(SetUpError::Done.into());
    }
    let form = form.read().await?;
    if !token.is(&form.token) {
        return Ok(wrong_token(&form.token));
    }
    let again = |errors: FormErrors| Ok(views::setup(&form, &errors).mistaken().into());
    let wish = match form.parse() {
        Ok(wish) => wish,
        Err(errors) => return again(errors),
    };
    let password_hash = match hasher.hash(wish.password).await {
        Ok(hash) => hash,
        Err(HashError::Refused(error)) => return again(FormErrors::one("password", &error)),
        Err(error) => return Err(error.into()),
    };
    let (slug, account) = (wish.slug.clone(), wish.email.key().to_owned());
    let new = NewWorkspace {
        slug: wish.slug,
        name: wish.name,
        owner: FirstOwner {
            email: wish.email,
            name: wish.owner,
            password_hash,
        },
    };
    let (workspace, token) = db
        .tx(move |tx| actions::set_up(tx, &new, &from.client))
        .await?;
    let cookies = cookies.after_sign_in(SignedIn {
        workspace,
        slug: &slug,
        account: &account,
        token,
    })?;
    let home = SeeOther::at(format!("/{slug}/onboarding"));
    Ok(home.anew().with_cookies(cookies).into())
}

impl From<SetUpError> for AppError {
    fn from(error: SetUpError) -> Self {
        match error {
            SetUpError::Create(CreateError::Db(error)) => error.into(),
            SetUpError::Done | SetUpError::Create(CreateError::SlugTaken(_)) => {
                Self::Conflict(error.to_string())
            }
        }
    }
}
