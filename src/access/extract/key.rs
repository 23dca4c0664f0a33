//! The door for programs: a key in the `Authorization` header.

use std::num::NonZeroU32;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use futures_util::future::LocalBoxFuture;
use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

use super::{Door, Need, client_of, shared};
use crate::access::store::{self, Keyed, Wanted};
use crate::access::{Actor, Entrance, Right, Seen};
use crate::db::Db;
use crate::error::AppError;
use crate::types::{ApiKeyId, KeyText};

/// A program whose key holds the right `R`, in its workspace.
#[derive(Debug)]
pub struct Call<R> {
    pub actor: Actor,
    pub key: ApiKeyId,
    pub proof: Seen<R>,
}

impl<R: Right> Door for Call<R> {
    const NEED: Need = Need::Key(R::PERMISSION);
}

impl<R: Right> FromRequest for Call<R> {
    type Error = AppError;
    type Future = LocalBoxFuture<'static, Result<Self, AppError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let (actor, key) = enter(&request).await?;
            let proof = Seen::of(&actor)?;
            Ok(Self { actor, key, proof })
        })
    }
}

/// Whatever is wrong with a key, it is none: a program learns nothing by trying.
async fn enter(request: &HttpRequest) -> Result<(Actor, ApiKeyId), AppError> {
    let text = key_text(request).ok_or(AppError::KeyFirst)?;
    let hash = text.secret.hash();
    let db = shared::<Db>(request)?;
    let found = db.read(move |read| store::keyed(read, text.workspace, Wanted::Hash(hash)));
    let Keyed {
        workspace,
        person,
        used_long_ago,
    } = found.await?.ok_or(AppError::KeyFirst)?;
    let actor = person.in_workspace(workspace, client_of(request));
    let Entrance::Key { id: key, .. } = actor.entrance else {
        return Err(AppError::KeyFirst);
    };
    let allowance = shared::<CallLimits>(request)?.count(key);
    request.extensions_mut().insert(allowance);
    if let Some(wait) = allowance.wait {
        return Err(AppError::TooMany { wait });
    }
    if used_long_ago {
        let workspace = actor.workspace.id;
        // Not worth an answer: the next call tries again.
        if let Err(error) = db.tx(move |tx| store::use_key(tx, workspace, key)).await {
            tracing::warn!(%error, "when a key was last used couldn't be written down");
        }
    }
    Ok((actor, key))
}

fn key_text(request: &HttpRequest) -> Option<KeyText> {
    let header = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, text) = header.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| KeyText::parse(text.trim()))?
}

type Limiter =
    RateLimiter<ApiKeyId, HashMapStateStore<ApiKeyId>, DefaultClock, StateInformationMiddleware>;

/// How many calls a key may make, counted by each server for itself: it keeps a program that runs wild
/// from slowing the others down, and guards no secret.
pub struct CallLimits {
    limiter: Limiter,
    a_minute: NonZeroU32,
}

/// How many calls a key has left.
#[derive(Clone, Copy, Debug)]
pub struct Allowance {
    pub limit: u32,
    pub remaining: u32,
    /// Until all of them are there again.
    pub reset: Duration,
    /// Until the next one is, where none is left.
    pub wait: Option<Duration>,
}

/// So many keys are remembered before those that have all of their calls again are forgotten.
const KEYS_REMEMBERED: usize = 10_000;

impl CallLimits {
    pub fn a_minute(calls: NonZeroU32) -> Self {
        let quota = Quota::per_minute(calls);
        let limiter = RateLimiter::hashmap(quota).with_middleware::<StateInformationMiddleware>();
        Self {
            limiter,
            a_minute: calls,
        }
    }

    fn count(&self, key: ApiKeyId) -> Allowance {
        if self.limiter.len() > KEYS_REMEMBERED {
            self.limiter.retain_recent();
        }
        let limit = self.a_minute.get();
        let until = |calls: u32| Duration::from_mins(1) * calls / limit;
        match self.limiter.check_key(&key) {
            Ok(state) => {
                let remaining = state.remaining_burst_capacity();
                Allowance {
                    limit,
                    remaining,
                    reset: until(limit.saturating_sub(remaining)),
                    wait: None,
                }
            }
            Err(not_yet) => Allowance {
                limit,
                remaining: 0,
                reset: Duration::from_mins(1),
                wait: Some(not_yet.wait_time_from(DefaultClock::default().now())),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_so_many_calls_and_others_have_theirs() {
        let limits = CallLimits::a_minute(NonZeroU32::new(3).unwrap());
        let (one, other) = (ApiKeyId::new(), ApiKeyId::new());
        let left: Vec<u32> = (0..3).map(|_| limits.count(one).remaining).collect();
        assert_eq!(left, [2, 1, 0]);
        let none = limits.count(one);
        assert!(
            none.wait
                .is_some_and(|wait| wait <= Duration::from_secs(20))
        );
        assert_eq!(limits.count(other).remaining, 2);
    }
}
