use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use mailparse::{MailHeader, MailHeaderMap, ParsedMail};

use crate::types::OutboxId;

const MOST_KEPT: usize = 300;
const ENDING: &str = ".eml";

/// The development mailbox: mails as files, the newest few hundred of them.
#[derive(Clone, Debug)]
pub struct Mailbox(PathBuf);

/// What one of them says on the outside.
#[derive(Debug)]
pub(super) struct Envelope {
    pub id: OutboxId,
    pub from: String,
    pub to: String,
    pub subject: String,
    pub sent: Option<DateTime<Utc>>,
}

/// One of them, opened.
#[derive(Debug)]
pub(super) struct Kept {
    pub envelope: Envelope,
    pub text: String,
    pub html: String,
}

impl Mailbox {
    pub fn under(data_dir: &Path) -> Self {
        Self(data_dir.join("mailbox"))
    }

    /// Written aside and moved into place, so that the page never shows half a mail.
    pub(super) fn keep(&self, id: OutboxId, mail: &[u8]) -> io::Result<()> {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&self.0)?;
        let aside = self.0.join(format!("{id}.part"));
        let mut file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&aside)?;
        file.write_all(mail)?;
        fs::rename(aside, self.path(id))?;
        for old in self.ids()?.into_iter().skip(MOST_KEPT) {
            match fs::remove_file(self.path(old)) {
                // Another mail that came at the same moment made room already.
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }

    /// Newest first: an id says when it was made.
    pub(super) fn list(&self) -> io::Result<Vec<Envelope>> {
        let mut list = Vec::new();
        for id in self.ids()? {
            // It may have been replaced by a newer one meanwhile.
            if let Some(raw) = self.raw(id)? {
                let (headers, _) = mailparse::parse_headers(&raw).map_err(io::Error::other)?;
                list.push(Envelope::of(id, &headers));
            }
        }
        Ok(list)
    }

    /// `None` if it isn't there, or no longer.
    pub(super) fn open(&self, id: OutboxId) -> io::Result<Option<Kept>> {
        let Some(raw) = self.raw(id)? else {
            return Ok(None);
        };
        let mail = mailparse::parse_mail(&raw).map_err(io::Error::other)?;
        Ok(Some(Kept {
            envelope: Envelope::of(id, &mail.headers),
            text: part(&mail, "text/plain"),
            html: part(&mail, "text/html"),
        }))
    }

    pub(super) fn raw(&self, id: OutboxId) -> io::Result<Option<Vec<u8>>> {
        match fs::read(self.path(id)) {
            Ok(raw) => Ok(Some(raw)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn path(&self, id: OutboxId) -> PathBuf {
        self.0.join(format!("{id}{ENDING}"))
    }

    fn ids(&self) -> io::Result<Vec<OutboxId>> {
        let files = match fs::read_dir(&self.0) {
            Ok(files) => files,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut ids = Vec::new();
        for file in files {
            let name = file?.file_name();
            let id = name.to_str().and_then(|name| name.strip_suffix(ENDING));
            ids.extend(id.and_then(|id| id.parse::<OutboxId>().ok()));
        }
        ids.sort_unstable_by(|a, b| b.cmp(a));
        Ok(ids)
    }
}

impl Envelope {
    fn of(id: OutboxId, headers: &[MailHeader<'_>]) -> Self {
        let header = |name: &str| headers.get_first_value(name).unwrap_or_default();
        Self {
            id,
            from: header("From"),
            to: header("To"),
            subject: header("Subject"),
            sent: DateTime::parse_from_rfc2822(&header("Date"))
                .ok()
                .map(|sent| sent.to_utc()),
        }
    }
}

fn part(mail: &ParsedMail<'_>, kind: &str) -> String {
    mail.parts()
        .find(|part| part.ctype.mimetype == kind)
        .and_then(|part| part.get_body().ok())
        .unwrap_or_default()
}
