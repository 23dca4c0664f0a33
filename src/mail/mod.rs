//! Mail: the way out to an SMTP server.

mod transport;

pub use transport::{MailError, Smtp};
