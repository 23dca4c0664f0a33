//! A request that names itself is done once, however often it is sent.

use actix_web::HttpRequest;
use chrono::TimeDelta;
use utoipa::IntoParams;

use super::{Reply, store};
use crate::access::{Alone, Call, Right};
use crate::db::{Db, DbError, Tx};
use crate::error::{AppError, Problem, told};
use crate::types::{ApiKeyId, TokenHash, WorkspaceId};

const HEADER: &str = "idempotency-key";
const LONGEST: usize = 255;

/// As long as the same request has the same answer.
pub(super) const KEPT_FOR: TimeDelta = TimeDelta::hours(24);

/// For the description of a POST.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "the header is read by itself")]
pub struct OnceHeader {
    /// Whatever its sender likes: the same request with the same key is done once, and for a day answered
    /// alike. With another request it is a mistake.
    #[param(
        rename = "Idempotency-Key",
        required = false,
        nullable = false,
        value_type = String,
        min_length = 1,
        max_length = 255,
        pattern = "^[!-~]+$"
    )]
    idempotency_key: Option<String>,
}

/// What a POST calls itself, if it does.
#[derive(Clone, Debug)]
pub struct Once(Option<Named>);

#[derive(Clone, Debug)]
pub(super) struct Named {
    pub workspace: WorkspaceId,
    pub api_key: ApiKeyId,
    pub name: String,
    /// Of what is asked: the name given to anything else is a mistake.
    pub request: TokenHash,
}

impl Once {
    pub(super) fn of<R>(
        request: &HttpRequest,
        call: &Call<R>,
        body: &[u8],
    ) -> Result<Self, Problem> {
        let mut named = request.headers().get_all(HEADER);
        let (name, further) = (named.next(), named.next());
        let Some(name) = name else {
            return Ok(Self(None));
        };
        let name = name.to_str().ok().filter(|name| {
            (1..=LONGEST).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_graphic())
        });
        let Some(name) = name.filter(|_| further.is_none()) else {
            let words = "Send one, of 1 to 255 visible characters.";
            return Err(Problem::of_field("Idempotency-Key", "invalid", words));
        };
        let asked = format!("{} {}\n", request.method(), request.uri());
        Ok(Self(Some(Named {
            workspace: call.actor.workspace.id,
            api_key: call.key,
            name: name.to_owned(),
            request: TokenHash::of(&[asked.as_bytes(), body].concat()),
        })))
    }

    /// Makes a change with the workspace to itself, once the right to it is proved; or gives the answer of
    /// the time before. What comes of it is kept in the change's own transaction.
    pub async fn changes<R: Right, E>(
        self,
        call: &Call<R>,
        db: &Db,
        change: impl FnOnce(&mut Tx<'_>, &Alone<R>) -> Result<Reply, E> + Send + 'static,
    ) -> Result<Reply, AppError>
    where
        E: Into<AppError>,
    {
        let (actor, once) = (call.actor.clone(), self.clone());
        let changed = db.tx(move |tx| {
            let by = tx.prove_alone::<R>(&actor)?;
            if let Some(reply) = once.answered(tx)? {
                return Ok(reply);
            }
            let reply = change(tx, &by).map_err(Into::into)?;
            once.keep(tx, &reply)?;
            Ok::<_, AppError>(reply)
        });
        let outcome = changed.await;
        if let Err(error) = &outcome {
            self.keep_mistake(db, error).await?;
        }
        outcome
    }

    fn answered(&self, tx: &mut Tx<'_>) -> Result<Option<Reply>, AppError> {
        let Some(named) = &self.0 else {
            return Ok(None);
        };
        match store::find(tx, named)? {
            None => Ok(None),
            Some((request, _)) if request != named.request => Err(Problem::unprocessable(
                "idempotency_key_reused",
                "This Idempotency-Key was sent with another request within the last day.",
            )
            .into()),
            Some((_, reply)) => Ok(Some(reply)),
        }
    }

    fn keep(&self, tx: &mut Tx<'_>, reply: &Reply) -> Result<(), DbError> {
        match &self.0 {
            None => Ok(()),
            Some(named) => store::insert(tx, named, reply),
        }
    }

    /// What went wrong for a reason that will be another one later isn't kept.
    async fn keep_mistake(self, db: &Db, error: &AppError) -> Result<(), AppError> {
        let Some(named) = self.0 else {
            return Ok(());
        };
        let is_lasting = match error {
            AppError::Problem(problem) => !problem.is_passing(),
            AppError::Conflict(_) | AppError::Refused(_) => true,
            _ => false,
        };
        if !is_lasting {
            return Ok(());
        }
        let (status, body) = told(error);
        let reply = Reply::problem(status, body);
        Ok(db.tx(move |tx| store::insert(tx, &named, &reply)).await?)
    }
}
