//! A database's address, as far as it has to be right before libpq sees it.

use super::ConfigError;
use crate::types::SecretText;

/// Checked here, since libpq repeats what it can't read, password and all.
pub(super) fn postgres_url(variable: &'static str, text: &str) -> Result<SecretText, ConfigError> {
    let rest = text
        .strip_prefix("postgres://")
        .or_else(|| text.strip_prefix("postgresql://"));
    let was = match rest {
        None => "doesn't start with postgres://",
        Some(rest) if !is_percent_encoded(rest) || !has_readable_authority(rest) => {
            "can't be read (in a password, write %40 for @, %2F for / and %25 for %)"
        }
        Some(_) => return Ok(SecretText::new(text.to_owned())),
    };
    Err(ConfigError::WrongSecret {
        variable,
        was: was.to_owned(),
        wanted: "like postgres://user:password@host:5432/muster",
    })
}

fn is_percent_encoded(text: &str) -> bool {
    text.split('%').skip(1).all(|after| {
        let digits = after.as_bytes().get(..2);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    })
}

/// One user before one list of hosts, whose ports are numbers.
fn has_readable_authority(rest: &str) -> bool {
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let hosts = match authority.split_once('@') {
        Some((_, hosts)) => hosts,
        None => authority,
    };
    let port_is_a_number = |host: &str| {
        let after_brackets = host.rsplit(']').next().unwrap_or_default();
        after_brackets
            .split_once(':')
            .is_none_or(|(_, port)| port.chars().all(|digit| digit.is_ascii_digit()))
    };
    !hosts.contains('@') && hosts.split(',').all(port_is_a_number)
}
