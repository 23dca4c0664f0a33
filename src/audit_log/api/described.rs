//! An entry as it is told.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};
use uuid::Uuid;

use crate::api::one_of;
use crate::audit::Action;
use crate::audit_log::store::logged::{Aim, DetailsState, Doer, FORMER, Logged};
use crate::audit_log::views::in_words;
use crate::types::AuditEventId;

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditEvent)]
pub(super) struct EventTold<'e> {
    #[schema(value_type = Uuid, example = "018f4a3e-7b1c-7c11-9d3a-2f6e5b4c3d25")]
    id: AuditEventId,
    at: DateTime<Utc>,
    actor: ActorTold,
    /// One of the filter's words, or one of a newer Muster's.
    #[schema(example = "user.roles_changed")]
    action: &'e str,
    target: Option<TargetTold<'e>>,
    /// For a person to read.
    #[schema(example = "Maja Öberg changed the roles of Erik Windahl from Agent to Admin.")]
    sentence: String,
    /// What was before and after, and what else there is to say. `null` unless it is kept.
    #[schema(value_type = Option<Object>, example = json!({ "roles": { "before": ["Agent"], "after": ["Admin"] } }))]
    details: Option<Map<String, Value>>,
    /// `erased` with the account of somebody whom it named; `lost` where somebody tampered with the
    /// database, which `muster audit verify` looks into.
    details_state: StateTold,
    /// From where.
    #[schema(example = "203.0.113.7")]
    ip: Option<&'e str>,
    #[schema(example = "Payroll/2.1")]
    user_agent: Option<&'e str>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = DetailsState)]
enum StateTold {
    Kept,
    Erased,
    Lost,
}

/// Who did it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditActor)]
struct ActorTold {
    kind: ActorKind,
    /// Of a person or a key.
    #[schema(example = "018f4a3e-7b1c-7c11-9d3a-2f6e5b4c3d22")]
    id: Option<Uuid>,
    #[schema(example = "Maja Öberg")]
    name: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ActorKind {
    Person,
    /// A program.
    Key,
    /// Somebody at the server's command line.
    Operator,
    /// Muster itself.
    System,
}

/// On whom or what.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditTarget)]
struct TargetTold<'e> {
    #[schema(example = "user")]
    kind: &'e str,
    #[schema(example = "018f4a3e-7b1c-7c11-9d3a-2f6e5b4c3d21")]
    id: Uuid,
    /// What it was called then. `null` where that isn't known any more.
    #[schema(example = "Erik Windahl")]
    name: Option<&'e str>,
}

/// Said of an entry elsewhere.
const TOLD_ELSEWHERE: [&str; 2] = ["author", "target_name"];

impl<'e> EventTold<'e> {
    pub fn of(entry: &'e Logged) -> Self {
        let (details, details_state) = match entry.state {
            DetailsState::Kept => (Some(further(&entry.details)), StateTold::Kept),
            DetailsState::Erased => (None, StateTold::Erased),
            DetailsState::Lost => (None, StateTold::Lost),
        };
        Self {
            id: entry.id,
            at: entry.at,
            actor: ActorTold::of(&entry.doer),
            action: &entry.action,
            target: entry.aim.as_ref().map(TargetTold::of),
            sentence: in_words(entry),
            details,
            details_state,
            ip: entry.ip(),
            user_agent: entry.user_agent(),
        }
    }
}

fn further(details: &Map<String, Value>) -> Map<String, Value> {
    let further = details
        .iter()
        .filter(|(name, _)| !TOLD_ELSEWHERE.contains(&name.as_str()));
    further
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

impl ActorTold {
    fn of(doer: &Doer) -> Self {
        let (kind, id, name) = match doer {
            Doer::Person { id, name } => (ActorKind::Person, Some(id.as_uuid()), Some(name)),
            Doer::Key { id, name } => (ActorKind::Key, Some(id.as_uuid()), name.as_ref()),
            Doer::Operator { .. } => (ActorKind::Operator, None, None),
            Doer::System { .. } => (ActorKind::System, None, None),
        };
        Self {
            kind,
            id,
            name: name.map_or_else(|| doer.words(), Clone::clone),
        }
    }
}

impl<'e> TargetTold<'e> {
    fn of(aim: &'e Aim) -> Self {
        let known = aim.name.as_deref().filter(|name| !name.is_empty());
        Self {
            kind: &aim.kind,
            id: aim.id,
            name: known.or(aim.is_user().then_some(FORMER)),
        }
    }
}

impl PartialSchema for Action {
    fn schema() -> RefOr<Schema> {
        one_of(Self::ALL.iter().map(|action| action.as_str()))
    }
}

impl ToSchema for Action {}
