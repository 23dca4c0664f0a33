//! API keys. Nobody knows the text of any, so that none opens anything.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::user_id;
use crate::access::Permission;
use crate::audit::{Action, Entry, Target};
use crate::db::schema::api_keys;
use crate::db::{DbError, Tx};
use crate::seeding::model::keys::{KEYS, Key, KeyOutcome, Maker};
use crate::seeding::model::{Crowd, Person};
use crate::types::{ApiKeyId, KeyText, UserId, WorkspaceId};

/// So many people are looked at for who could have made a key.
const LOOKED_AT: u32 = 5_000;

pub(in crate::seeding) fn make(
    tx: &mut Tx<'_>,
    (workspace, crowd): (WorkspaceId, &Crowd),
    log: &mut Vec<Entry>,
) -> Result<(), DbError> {
    let makers = [Maker::Admin, Maker::Supervisor, Maker::Leaver]
        .map(|maker| (maker, first(crowd, |person| maker.is(person))));
    for key in &KEYS {
        let maker = makers.iter().find(|(maker, _)| *maker == key.maker);
        if let Some((_, Some(person))) = maker {
            let id = insert(tx, (workspace, crowd), key, person)?;
            log.push(Entry::new(Action::ApiKeyCreated).on(Target::ApiKey(id), key.name));
        }
    }
    Ok(())
}

/// In a small company there may be nobody of a kind.
fn first(crowd: &Crowd, is_sought: impl Fn(&Person) -> bool) -> Option<Person> {
    let people = 0..crowd.wish.people.min(LOOKED_AT);
    people.map(|number| crowd.person(number)).find(is_sought)
}

fn insert(
    tx: &mut Tx<'_>,
    (workspace, crowd): (WorkspaceId, &Crowd),
    key: &Key,
    maker: &Person,
) -> Result<ApiKeyId, DbError> {
    let (text, now) = (KeyText::random(workspace), crowd.now);
    // Nothing of a key happens after its maker has left.
    let stopped_at = maker.standing.left();
    let end = stopped_at.unwrap_or(now);
    let maker_id: UserId = user_id(crowd, maker.number);
    let permissions = key.permissions();
    let permissions: Vec<&str> = permissions.iter().map(Permission::as_str).collect();
    let (expires_at, revoked_at): (Option<DateTime<Utc>>, Option<DateTime<Utc>>) = match key.outcome
    {
        KeyOutcome::Open => (None, None),
        KeyOutcome::ExpiresIn(time) => (Some(now + time), None),
        KeyOutcome::Expired { ago } => (Some(now - ago), None),
        KeyOutcome::Revoked { ago } => (None, Some(now - ago)),
    };
    Ok(diesel::insert_into(api_keys::table)
        .values((
            api_keys::workspace_id.eq(workspace),
            api_keys::id.eq(ApiKeyId::new()),
            api_keys::name.eq(key.name),
            api_keys::hash.eq(text.secret.hash()),
            api_keys::prefix.eq(text.prefix()),
            api_keys::permissions.eq(permissions),
            api_keys::created_by.eq(maker_id),
            api_keys::created_at.eq(end - key.made),
            api_keys::expires_at.eq(expires_at),
            api_keys::last_used_at.eq(key.used.map(|ago| end - ago)),
            api_keys::stopped_at.eq(stopped_at),
            api_keys::revoked_at.eq(revoked_at),
        ))
        .returning(api_keys::id)
        .get_result(tx.connection())?)
}
