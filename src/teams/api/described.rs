//! A team as it is told and as it is sent.

use serde::{Deserialize, Serialize};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::api::{FieldErrors, Reference, TitleText, given, one_of};
use crate::error::Problem;
use crate::teams::model::{Amendment, Listed, MOST_AT_ONCE, MemberChange, NewTeam, Strategy};
use crate::types::{TeamId, UserId, Wished};

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Team)]
pub(super) struct TeamTold {
    #[schema(value_type = Uuid, example = "018f4a3e-7b1c-7c11-9d3a-2f6e5b4c3d21")]
    pub id: TeamId,
    #[schema(example = "Returns")]
    name: String,
    /// How conversations find somebody in it. `null` until somebody chooses.
    #[schema(value_type = Option<Strategy>)]
    strategy: Option<&'static str>,
    /// One of its members.
    lead: Option<Reference>,
    /// How many active and invited people are in it. Where there are more than 1,000, deactivated ones
    /// counted, this is 1001.
    #[schema(minimum = 0, maximum = 1001, example = 12)]
    members: i64,
    /// How many deactivated people come back to it when they are reactivated; 0 where `members` is 1001.
    #[schema(minimum = 0, maximum = 1000, example = 0)]
    inactive: i64,
}

impl From<Listed> for TeamTold {
    fn from(listed: Listed) -> Self {
        let team = listed.team;
        let lead = team.lead.zip(listed.lead_name);
        Self {
            id: team.id,
            name: team.name.to_string(),
            strategy: team.strategy.map(Strategy::as_str),
            lead: lead.map(|(id, name)| Reference {
                id: id.as_uuid(),
                name,
            }),
            members: listed.people,
            inactive: listed.inactive,
        }
    }
}

impl PartialSchema for Strategy {
    fn schema() -> RefOr<Schema> {
        one_of(Self::ALL.map(Self::as_str))
    }
}

impl ToSchema for Strategy {}

/// A team that is to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewTeam)]
pub(super) struct TeamSent {
    /// Unique in the workspace, whatever its case.
    #[schema(value_type = TitleText)]
    name: String,
    #[serde(default)]
    #[schema(value_type = Option<Strategy>)]
    strategy: Option<String>,
    /// The id of one of the members.
    #[serde(default)]
    #[schema(value_type = Option<Uuid>, example = "018f4a3e-7b1c-7c11-9d3a-2f6e5b4c3d22")]
    lead: Option<UserId>,
    /// Ids of people.
    #[serde(default)]
    #[schema(value_type = Vec<Uuid>, required = false, max_items = 2000, example = json!(["018f4a3e-7b1c-7c11-9d3a-2f6e5b4c3d22"]))]
    members: Vec<UserId>,
}

/// What is to be different about a team. What isn't said stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TeamChange {
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = TitleText, required = false)]
    name: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<Strategy>)]
    strategy: Wished<String>,
    /// The id of one of the members.
    #[serde(default)]
    #[schema(value_type = Option<Uuid>, example = "018f4a3e-7b1c-7c11-9d3a-2f6e5b4c3d22")]
    lead: Wished<UserId>,
    /// Ids of all who are to be in it: whoever else was is out.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Vec<Uuid>, required = false, max_items = 2000, example = json!(["018f4a3e-7b1c-7c11-9d3a-2f6e5b4c3d22"]))]
    members: Option<Vec<UserId>>,
}

impl TeamSent {
    /// With what is said of it once it is there.
    pub fn parse(&self) -> Result<(NewTeam, Option<Amendment>), Problem> {
        let mut errors = FieldErrors::default();
        let name = errors.title("name", &self.name);
        let strategy = strategy(&mut errors, self.strategy.as_deref());
        few_enough(&mut errors, &self.members);
        let new = errors.or(name.map(|name| NewTeam {
            name,
            strategy,
            members: self.members.clone(),
        }))?;
        let leading = self.lead.map(|lead| Amendment {
            lead: Wished::To(lead),
            ..Amendment::default()
        });
        Ok((new, leading))
    }
}

impl TeamChange {
    pub fn amendment(&self) -> Result<Amendment, Problem> {
        let mut errors = FieldErrors::default();
        let name = self.name.as_ref().map(|name| errors.title("name", name));
        let strategy = match &self.strategy {
            Wished::AsItIs => Wished::AsItIs,
            Wished::Nothing => Wished::Nothing,
            Wished::To(text) => {
                strategy(&mut errors, Some(text)).map_or(Wished::AsItIs, Wished::To)
            }
        };
        if let Some(members) = &self.members {
            few_enough(&mut errors, members);
        }
        errors.or(Some(Amendment {
            name: name.flatten(),
            strategy,
            lead: self.lead,
            members: self.members.clone().map(MemberChange::Exactly),
            seen: None,
        }))
    }
}

fn strategy(errors: &mut FieldErrors, text: Option<&str>) -> Option<Strategy> {
    let parsed = text?.parse();
    errors.check("strategy", parsed)
}

fn few_enough(errors: &mut FieldErrors, members: &[UserId]) {
    if members.len() > MOST_AT_ONCE {
        let words = format_args!("Send at most {MOST_AT_ONCE} people.");
        errors.add("members", "too_many", words);
    }
}
