//! A mail, taken apart.

use mailparse::ParsedMail;

/// A mail as its reader's program would take it apart.
#[derive(Clone, Debug)]
pub struct Mail {
    /// The header, decoded.
    pub from: String,
    /// The envelope's recipients: who gets it, whatever the headers say.
    pub to: Vec<String>,
    pub subject: String,
    pub message_id: String,
    /// In order and decoded.
    pub headers: Vec<(String, String)>,
    pub text: Option<String>,
    pub html: Option<String>,
    pub raw: String,
}

impl Mail {
    pub(super) fn parse(to: &[String], raw: &[u8]) -> Self {
        let parsed = mailparse::parse_mail(raw).expect("a mail that can be parsed");
        let headers = parsed
            .headers
            .iter()
            .map(|header| (header.get_key(), header.get_value()));
        let mut mail = Self {
            from: String::new(),
            to: to.to_vec(),
            subject: String::new(),
            message_id: String::new(),
            headers: headers.collect(),
            text: part(&parsed, "text/plain"),
            html: part(&parsed, "text/html"),
            raw: String::from_utf8(raw.to_vec()).expect("a mail in UTF-8"),
        };
        let needed = |name: &str| {
            mail.header(name)
                .unwrap_or_else(|| panic!("a mail without {name}"))
        };
        (mail.from, mail.subject, mail.message_id) = (
            needed("From").to_owned(),
            needed("Subject").to_owned(),
            needed("Message-ID").to_owned(),
        );
        mail
    }

    /// A header that may stand in a mail once.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self
            .headers
            .iter()
            .filter(|(key, _)| key.eq_ignore_ascii_case(name));
        let value = values.next().map(|(_, value)| value.as_str());
        assert!(values.next().is_none(), "a mail with two headers {name}");
        value
    }
}

fn part(mail: &ParsedMail<'_>, kind: &str) -> Option<String> {
    let mut parts = mail.parts().filter(|part| part.ctype.mimetype == kind);
    let body = parts
        .next()
        .map(|part| part.get_body().expect("a body that can be decoded"));
    assert!(parts.next().is_none(), "a mail with two parts of {kind}");
    body
}
