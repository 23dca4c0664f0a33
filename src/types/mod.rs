//! Values that are right once they exist.
//!
//! Text from outside is parsed into one of these at the door, with a sentence for the form where it
//! can't be; past the door nobody checks again. What comes back from the database went through the
//! same door once and is believed.

mod availability;
mod characters;
mod counted;
mod csv_reader;
mod csv_rows;
mod cursor;
mod description;
mod duration;
mod email;
mod email_rules;
mod hex;
mod ids;
mod invitation_status;
mod key_text;
mod like;
mod name;
mod name_rules;
mod names;
mod note;
mod page;
mod slug;
mod stored_text;
mod token;
mod user_status;
mod way_on;
mod wished;
mod zone;

pub use availability::{Availability, AvailabilityWord};
pub use counted::{capital, grouped, up_to};
pub use csv_reader::{
    CsvReadError, CsvReader, CsvRow, Dialect, MOST_CELL_CHARACTERS, MOST_CELLS, TextEncoding,
};
pub use csv_rows::{CsvError, CsvRows, as_it_was};
pub use cursor::{Cursor, CursorError, CursorKeyError, CursorTime, Direction, Position};
pub use description::Description;
pub use duration::{duration, hours};
pub use email::EmailAddress;
pub use email_rules::EmailError;
pub use hex::{digest, hex};
pub use ids::{
    ApiKeyId, AuditEventId, DepartmentId, FormId, ImportId, InvitationId, JobId, LinkId,
    MailSettingsVersion, OutboxId, ParseIdError, PositionId, RoleId, SessionId, TeamId, UserId,
    WorkspaceId,
};
pub use invitation_status::InvitationStatus;
pub use key_text::KeyText;
pub use like::Like;
pub use name::{PersonName, Title};
pub use name_rules::NameError;
pub use names::Names;
pub use note::{Note, NoteError};
pub use page::{Page, PageSize, PageSizeError};
pub use slug::{Slug, SlugError};
pub use token::{SecretText, SecretToken, TokenHash};
pub use user_status::UserStatus;
pub use way_on::way_on;
pub use wished::Wished;
pub use zone::{UnknownZone, Zone};
