//! A file that is being sent, read as it comes.

use std::time::Duration;

use actix_multipart::{Field, Multipart};
use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::web::BytesMut;
use actix_web::{FromRequest, HttpRequest};
use futures_util::StreamExt;
use futures_util::future::{Ready, ready};

use crate::access::Actor;
use crate::db::Db;
use crate::error::AppError;
use crate::imports::actions::{self, ArriveError, Arriving};
use crate::types::{ImportId, TextEncoding};

const MOST_BYTES: usize = 20 * 1024 * 1024;
/// What stands around the file in the body.
const AROUND: usize = 64 * 1024;
/// So much is put into the database at once.
const PIECE: usize = 256 * 1024;
const MOST_NAME_CHARACTERS: usize = 100;

/// Twenty megabytes take so long over a line of one megabit a second, and a while more.
const WHOLE_WAIT: Duration = Duration::from_mins(5);
const NEXT_WAIT: Duration = Duration::from_secs(30);
/// An upload takes as long as it takes, so each piece has a budget of its own.
pub(super) const PIECE_BUDGET: Duration = Duration::from_secs(10);

const NOTHING_CHOSEN: &str = "Choose a file.";

/// Like a form, it is listened to once its sender is let in.
pub(super) struct Upload {
    request: HttpRequest,
    payload: Payload,
}

impl FromRequest for Upload {
    type Error = AppError;
    type Future = Ready<Result<Self, AppError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(Ok(Self {
            request: request.clone(),
            payload: payload.take(),
        }))
    }
}

pub(super) enum UploadError {
    Mistake(String),
    App(AppError),
}

impl From<AppError> for UploadError {
    fn from(error: AppError) -> Self {
        Self::App(error)
    }
}

impl From<ArriveError> for UploadError {
    fn from(error: ArriveError) -> Self {
        match error {
            ArriveError::Unproved(unproved) => Self::App(unproved.into()),
            ArriveError::Db(error) => Self::App(error.into()),
            other => Self::Mistake(other.to_string()),
        }
    }
}

fn broken_off<E>(_: E) -> UploadError {
    AppError::Malformed("the upload broke off").into()
}

impl Upload {
    pub async fn read(self, db: &Db, actor: &Actor) -> Result<ImportId, UploadError> {
        let header = |name| self.request.headers().get(name)?.to_str().ok();
        let announced = header(CONTENT_LENGTH).and_then(|length| length.parse::<usize>().ok());
        if announced.is_some_and(|length| length > MOST_BYTES + AROUND) {
            return Err(AppError::TooLarge.into());
        }
        let kind = header(CONTENT_TYPE).unwrap_or_default();
        if !kind.starts_with("multipart/form-data") {
            return Err(UploadError::Mistake(NOTHING_CHOSEN.to_owned()));
        }
        let db = db.for_job(PIECE_BUDGET);
        tokio::time::timeout(WHOLE_WAIT, self.fields(&db, actor))
            .await
            .unwrap_or(Err(AppError::BodyTooSlow.into()))
    }

    async fn fields(self, db: &Db, actor: &Actor) -> Result<ImportId, UploadError> {
        let mut form = Multipart::new(self.request.headers(), self.payload);
        let (mut encoding, mut around) = (None, 0);
        while let Some(field) = form.next().await {
            let field = field.map_err(broken_off)?;
            if field.name() == Some("file") {
                return Coming::of(field, actor, encoding).read(db).await;
            }
            let is_encoding = field.name() == Some("encoding");
            let text = text(field, &mut around).await?;
            if is_encoding {
                encoding = String::from_utf8_lossy(&text).parse().ok();
            }
        }
        Err(UploadError::Mistake(NOTHING_CHOSEN.to_owned()))
    }
}

async fn next(field: &mut Field) -> Result<Option<actix_web::web::Bytes>, UploadError> {
    let next = tokio::time::timeout(NEXT_WAIT, field.next()).await;
    let next = next.map_err(|_| UploadError::App(AppError::BodyTooSlow))?;
    next.transpose().map_err(broken_off)
}

/// Of a field that isn't the file.
async fn text(mut field: Field, around: &mut usize) -> Result<BytesMut, UploadError> {
    let mut text = BytesMut::new();
    while let Some(bytes) = next(&mut field).await? {
        *around += bytes.len();
        if *around > AROUND {
            return Err(AppError::TooLarge.into());
        }
        text.extend_from_slice(&bytes);
    }
    Ok(text)
}

struct Coming<'a> {
    field: Field,
    actor: &'a Actor,
    arriving: Arriving,
    length: usize,
    /// It may not be asked for more.
    has_ended: bool,
}

impl<'a> Coming<'a> {
    fn of(field: Field, actor: &'a Actor, encoding: Option<TextEncoding>) -> Self {
        let disposition = field.content_disposition();
        let name = disposition
            .and_then(|one| one.get_filename())
            .unwrap_or_default();
        let name = file_name(name);
        Self {
            field,
            actor,
            arriving: Arriving::new(actor, name, encoding),
            length: 0,
            has_ended: false,
        }
    }

    async fn read(mut self, db: &Db) -> Result<ImportId, UploadError> {
        let mut begun = None;
        let read = self.pieces(db, &mut begun).await;
        if let (Err(_), Some(id)) = (&read, begun) {
            let workspace = self.actor.workspace.id;
            let abandoning = db.tx(move |tx| actions::abandon(tx, workspace, id));
            if let Err(error) = abandoning.await {
                tracing::warn!(%error, "what is left of an upload stays until it is cleaned");
            }
        }
        if let Err(UploadError::Mistake(_)) = &read {
            // A browser shows no answer to what it is still sending.
            while self.length <= MOST_BYTES && matches!(self.more().await, Ok(Some(_))) {}
        }
        read
    }

    async fn pieces(
        &mut self,
        db: &Db,
        begun: &mut Option<ImportId>,
    ) -> Result<ImportId, UploadError> {
        let mut piece = BytesMut::new();
        let nothing = Arriving::new(self.actor, String::new(), None);
        let mut arriving = std::mem::replace(&mut self.arriving, nothing);
        while let Some(bytes) = self.more().await? {
            piece.extend_from_slice(&bytes);
            if piece.len() >= PIECE {
                let bytes = piece.split();
                let taking = db.tx(move |tx| actions::take(tx, arriving, &bytes));
                arriving = taking.await?;
                *begun = arriving.id();
            }
        }
        if self.length == 0 {
            return Err(UploadError::Mistake(NOTHING_CHOSEN.to_owned()));
        }
        let bytes = piece.split();
        arriving = db.tx(move |tx| actions::take(tx, arriving, &bytes)).await?;
        *begun = arriving.id();
        Ok(db.tx(move |tx| actions::whole(tx, arriving)).await?)
    }

    async fn more(&mut self) -> Result<Option<actix_web::web::Bytes>, UploadError> {
        if self.has_ended {
            return Ok(None);
        }
        let bytes = next(&mut self.field).await;
        self.has_ended = !matches!(bytes, Ok(Some(_)));
        let bytes = bytes?;
        self.length += bytes.as_ref().map_or(0, actix_web::web::Bytes::len);
        if self.length > MOST_BYTES {
            return Err(AppError::TooLarge.into());
        }
        Ok(bytes)
    }
}

/// For showing: nothing that hides or turns text around.
fn file_name(sent: &str) -> String {
    let is_shown = |c: &char| {
        !c.is_control()
            && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = last
        .chars()
        .filter(is_shown)
        .take(MOST_NAME_CHARACTERS)
        .collect();
    match name.trim() {
        "" => "people.csv".to_owned(),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_files_name_is_shown_without_what_could_deceive() {
        for (sent, shown) in [
            ("people.csv", "people.csv"),
            ("C:\\fakepath\\Leute.csv", "Leute.csv"),
            ("../../etc/passwd", "passwd"),
            ("a\u{202e}vsc.exe\r\n", "avsc.exe"),
            (" ", "people.csv"),
        ] {
            assert_eq!(file_name(sent), shown);
        }
        assert_eq!(file_name(&"x".repeat(500)).len(), MOST_NAME_CHARACTERS);
    }
}
