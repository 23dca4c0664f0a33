mod deleting;
mod editing;
mod members;
mod showing;
mod teams_of;

use actix_web::web;
use serde::Deserialize;

pub(super) use self::showing::View;
use super::actions::DefineError;
use super::model::{Amendment, MemberChange, NewTeam, Strategy, Team};
use super::{store, views};
use crate::access::{Visit, rights::ReadTeams};
use crate::app::Routes;
use crate::db::Db;
use crate::error::AppError;
use crate::types::{ParseIdError, Slug, TeamId, Title, UserId, Wished};
use crate::ui::{FormErrors, Page};

pub fn routes(routes: &mut Routes) {
    routes.get("/{slug}/settings/teams", list);
    editing::routes(routes);
    showing::routes(routes);
    members::routes(routes);
    deleting::routes(routes);
    teams_of::routes(routes);
}

async fn list(visit: Visit<ReadTeams>, db: web::Data<Db>) -> Result<Page, AppError> {
    let (workspace, holds) = (visit.proof.workspace(), visit.actor.permissions);
    let teams = db
        .read(move |read| store::lists::all_listed(read, workspace, holds))
        .await?;
    Ok(views::list(&visit.actor, &teams))
}

type TeamPath = web::Path<(Slug, String)>;

fn team_in(path: &TeamPath) -> Result<TeamId, AppError> {
    path.1.parse().map_err(|_| AppError::NotFound)
}

/// A team as it is typed and ticked. What a script leaves out stays as it is.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct TeamForm {
    pub name: String,
    pub strategy: Option<String>,
    pub lead: Option<String>,
    pub member: Vec<String>,
    /// Those that the form showed as members, where it did.
    pub had: Vec<String>,
    pub version: String,
}

impl TeamForm {
    pub fn of(team: &Team) -> Self {
        Self {
            name: team.name.to_string(),
            strategy: team.strategy.map(|strategy| strategy.as_str().to_owned()),
            version: team.version.to_string(),
            ..Self::default()
        }
    }

    fn new_team(&self, errors: &mut FormErrors) -> Option<NewTeam> {
        let name = errors.check("name", Title::parse(&self.name));
        let strategy = self.strategy(errors);
        let members = errors.check("member", ids(&self.member));
        Some(NewTeam {
            name: name?,
            strategy: strategy?.after(None),
            members: members?,
        })
    }

    fn amendment(&self, errors: &mut FormErrors) -> Option<Amendment> {
        let name = errors.check("name", Title::parse(&self.name));
        let strategy = self.strategy(errors);
        let lead = errors.check("lead", lead(self.lead.as_deref()));
        let members = errors.check("member", self.members());
        let seen = errors.version(&self.version);
        Some(Amendment {
            name: Some(name?),
            strategy: strategy?,
            lead: lead?,
            members: members?,
            seen: seen?,
        })
    }

    fn strategy(&self, errors: &mut FormErrors) -> Option<Wished<Strategy>> {
        errors.check("strategy", Wished::parse(self.strategy.as_deref()))
    }

    fn members(&self) -> Result<Option<MemberChange>, DefineError> {
        let ticked = ids(&self.member)?;
        Ok(match (self.had.is_empty(), self.member.is_empty()) {
            (true, true) => None,
            (true, false) => Some(MemberChange::Exactly(ticked)),
            (false, _) => Some(MemberChange::between(&ids(&self.had)?, &ticked)),
        })
    }
}

/// An empty one stands for nobody.
fn ids(texts: &[String]) -> Result<Vec<UserId>, DefineError> {
    let given = texts.iter().filter(|text| !text.is_empty());
    let ids = given.map(|text| text.parse());
    let mut ids: Vec<UserId> = ids
        .collect::<Result<_, ParseIdError>>()
        .map_err(|_| DefineError::NoSuchPerson)?;
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}

fn lead(text: Option<&str>) -> Result<Wished<UserId>, DefineError> {
    Wished::parse(text).map_err(|_| DefineError::LeadIsNoMember)
}

/// What a form can say by a field. Everything else is for the edge.
fn note(error: DefineError, errors: &mut FormErrors) -> Result<(), AppError> {
    let field = match &error {
        DefineError::NameTaken | DefineError::TooMany => "name",
        DefineError::NoSuchPerson | DefineError::TooManyAtOnce => "member",
        DefineError::LeadIsNoMember | DefineError::LeadInactive(_) => "lead",
        DefineError::ChangedMeanwhile => "version",
        DefineError::Missing
        | DefineError::Unproved(_)
        | DefineError::Refused(_)
        | DefineError::Db(_) => return Err(error.into()),
    };
    errors.add(field, error.to_string());
    Ok(())
}

impl From<DefineError> for AppError {
    fn from(error: DefineError) -> Self {
        match error {
            DefineError::Missing => Self::NotFound,
            DefineError::Refused(refusal) => refusal.into(),
            DefineError::Unproved(unproved) => unproved.into(),
            DefineError::Db(error) => error.into(),
            other => Self::Conflict(other.to_string()),
        }
    }
}
