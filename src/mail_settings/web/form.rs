use serde::Deserialize;
use uuid::Uuid;

use crate::mail::{MailHost, OwnServer, Relay, Tls};
use crate::mail_settings::actions::{Wish, WishedServer, WishedWay};
use crate::types::{EmailAddress, SecretText, Title};
use crate::ui::FormErrors;

/// As long as servers take them.
const MOST_CHARACTERS: usize = 255;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::mail_settings) struct MailForm {
    #[serde(rename = "use")]
    pub uses: String,
    pub host: String,
    pub port: String,
    pub tls: String,
    pub username: String,
    password: SecretText,
    pub from_name: String,
    pub from_address: String,
    pub version: String,
    pub(super) current_password: SecretText,
}

impl MailForm {
    pub fn of(own: Option<&OwnServer>) -> Self {
        let Some(own) = own else {
            return Self {
                uses: "server".to_owned(),
                port: "587".to_owned(),
                tls: Tls::Required.as_str().to_owned(),
                ..Self::default()
            };
        };
        let name = own.from_name.as_ref();
        Self {
            uses: "own".to_owned(),
            host: own.relay.host.to_string(),
            port: own.relay.port.to_string(),
            tls: own.relay.tls.as_str().to_owned(),
            username: own.relay.username.clone().unwrap_or_default(),
            from_name: name.map(ToString::to_string).unwrap_or_default(),
            from_address: own.from_address.typed().to_owned(),
            version: own.version.to_string(),
            ..Self::default()
        }
    }

    pub(super) fn parse(&self, errors: &mut FormErrors) -> Option<Wish> {
        let way = match self.uses.as_str() {
            "server" => WishedWay::ByTheServers,
            "own" => WishedWay::ByItsOwn(Box::new(self.own(errors)?)),
            _ => {
                errors.add("use", "Choose one of the two.");
                return None;
            }
        };
        let seen = match self.version.trim() {
            "" => None,
            // What nobody ever saw is as good as something that is gone.
            version => Some(version.parse().unwrap_or_else(|_| Uuid::nil().into())),
        };
        Some(Wish { seen, way })
    }

    fn own(&self, errors: &mut FormErrors) -> Option<WishedServer> {
        let host = errors.check("host", MailHost::parse(&self.host));
        let port = errors.check("port", port(&self.port));
        let tls = errors.check("tls", self.tls.parse());
        let username = errors.check("username", plain(self.username.trim()));
        let password = errors.check("password", plain(self.password.expose()));
        let from_address = errors.check("from_address", EmailAddress::parse(&self.from_address));
        let from_name = match self.from_name.trim() {
            "" => Some(None),
            name => errors.check("from_name", Title::parse(name)).map(Some),
        };
        Some(WishedServer {
            relay: Relay {
                host: host?,
                port: port?,
                tls: tls?,
                username: username?,
            },
            password: password?.map(SecretText::new),
            from_name: from_name?,
            from_address: from_address?,
        })
    }
}

fn port(typed: &str) -> Result<u16, &'static str> {
    match typed.trim().parse() {
        Ok(port @ 1..) => Ok(port),
        _ => Err("Type a port from 1 to 65535, such as 587."),
    }
}

/// `None` where nothing was typed.
fn plain(typed: &str) -> Result<Option<String>, &'static str> {
    if typed.chars().any(char::is_control) {
        return Err("This holds characters that can't be typed.");
    }
    if typed.chars().count() > MOST_CHARACTERS {
        return Err("This is longer than 255 characters.");
    }
    Ok(Some(typed.to_owned()).filter(|typed| !typed.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled() -> MailForm {
        MailForm {
            uses: "own".to_owned(),
            host: "smtp.northwind.example".to_owned(),
            port: "587".to_owned(),
            tls: "required".to_owned(),
            from_address: "support@northwind.example".to_owned(),
            ..MailForm::default()
        }
    }

    fn wrong(change: impl FnOnce(&mut MailForm)) -> Vec<&'static str> {
        let (mut form, mut errors) = (filled(), FormErrors::default());
        change(&mut form);
        let wish = form.parse(&mut errors);
        let fields = [
            "use",
            "host",
            "port",
            "tls",
            "username",
            "password",
            "from_name",
            "from_address",
        ];
        let wrong: Vec<_> = fields
            .into_iter()
            .filter(|field| errors.of(field).is_some())
            .collect();
        assert_eq!(wish.is_none(), !wrong.is_empty());
        wrong
    }

    #[test]
    fn every_mistake_stands_by_its_field() {
        assert_eq!(wrong(|_| {}), [""; 0]);
        assert_eq!(wrong(|form| form.uses = "both".to_owned()), ["use"]);
        assert_eq!(wrong(|form| form.host = "a b".to_owned()), ["host"]);
        for port in ["", "0", "65536", "-1", "smtp"] {
            assert_eq!(wrong(|form| form.port = port.to_owned()), ["port"]);
        }
        assert_eq!(wrong(|form| form.tls = "maybe".to_owned()), ["tls"]);
        assert_eq!(
            wrong(|form| form.username = "a\r\nb".to_owned()),
            ["username"]
        );
        assert_eq!(
            wrong(|form| form.password = SecretText::new("a\nb")),
            ["password"]
        );
        assert_eq!(
            wrong(|form| form.from_name = "a\r\nBcc: b".to_owned()),
            ["from_name"]
        );
        assert_eq!(
            wrong(|form| form.from_address = "nobody".to_owned()),
            ["from_address"]
        );
        assert_eq!(
            wrong(|form| *form = MailForm {
                uses: "own".to_owned(),
                ..MailForm::default()
            }),
            ["host", "port", "tls", "from_address"]
        );
    }
}
