//! What a server and one client say to each other.

use std::io::{self, BufRead, BufReader, Read, Write};

use base64::{Engine as _, prelude::BASE64_STANDARD};

use super::{Behaviour, REFUSAL, Security, Shared};

/// The stream of a client that goes on in TLS.
pub(super) struct Upgrade<S>(pub S);

/// Over anything that can be read and written, so that it can go on inside TLS.
pub(super) struct Conversation<'a, S> {
    shared: &'a Shared,
    stream: BufReader<S>,
    signed_in: bool,
    may_upgrade: bool,
    /// The recipients, from MAIL on.
    to: Option<Vec<String>>,
}

impl<'a, S: Read + Write> Conversation<'a, S> {
    pub(super) fn new(shared: &'a Shared, stream: S) -> Self {
        let signed_in = shared.terms.sign_in.is_none();
        Self {
            shared,
            stream: BufReader::new(stream),
            signed_in,
            may_upgrade: false,
            to: None,
        }
    }

    pub(super) fn hold(mut self) -> io::Result<Option<Upgrade<S>>> {
        self.may_upgrade = matches!(self.shared.terms.security, Security::Offered(_));
        self.say("220 mail.test ready")?;
        self.go_on()
    }

    /// After the greeting.
    pub(super) fn go_on(mut self) -> io::Result<Option<Upgrade<S>>> {
        loop {
            let line = self.line()?;
            let (verb, rest) = line.split_once(' ').unwrap_or((&line, ""));
            match verb.to_ascii_uppercase().as_str() {
                "EHLO" => self.introduce_ourselves()?,
                "STARTTLS" if self.may_upgrade => {
                    self.say("220 Go ahead")?;
                    return Ok(Some(Upgrade(self.stream.into_inner())));
                }
                "AUTH" => self.sign_in(rest)?,
                "MAIL" if !self.signed_in => self.say("530 5.7.0 Sign in first")?,
                "MAIL" => {
                    self.to = Some(Vec::new());
                    self.say("250 OK")?;
                }
                "RCPT" => self.add_recipient(rest)?,
                "DATA" => self.receive()?,
                "RSET" => {
                    self.to = None;
                    self.say("250 OK")?;
                }
                "NOOP" => self.say("250 OK")?,
                "QUIT" => return self.say("221 Bye").map(|()| None),
                _ => self.say("502 5.5.1 Not known here")?,
            }
        }
    }

    fn introduce_ourselves(&mut self) -> io::Result<()> {
        let mut lines = vec!["250-mail.test".to_owned(), "250-8BITMIME".to_owned()];
        if self.shared.terms.sign_in.is_some() {
            lines.push(format!("250-AUTH {}", self.shared.terms.mechanisms));
        }
        if self.may_upgrade {
            lines.push("250-STARTTLS".to_owned());
        }
        lines.push("250 SMTPUTF8".to_owned());
        self.say(&lines.join("\r\n"))
    }

    fn sign_in(&mut self, rest: &str) -> io::Result<()> {
        let mut words = rest.split(' ');
        let (mechanism, first) = (words.next().unwrap_or_default(), words.next());
        let given = match mechanism {
            "PLAIN" => self.answer("", first)?.trim_start_matches('\0').to_owned(),
            "LOGIN" => [
                self.answer("Username:", first)?,
                self.answer("Password:", None)?,
            ]
            .join("\0"),
            _ => return self.say("504 5.5.4 No such mechanism"),
        };
        if self.shared.behaves(Behaviour::RepeatsSignIn) {
            let said = BASE64_STANDARD.encode(format!("\0{given}"));
            let (_, password) = given.split_once('\0').unwrap_or_default();
            let encoded = BASE64_STANDARD.encode(password);
            return self.say(&format!(
                "535 5.7.8 You said {said}: {password} ({encoded})"
            ));
        }
        let wanted = self
            .shared
            .terms
            .sign_in
            .map(|(user, password)| format!("{user}\0{password}"));
        self.signed_in = wanted.is_some_and(|wanted| wanted == given);
        self.say(if self.signed_in {
            "235 2.7.0 Welcome"
        } else {
            "535 5.7.8 Wrong user or password"
        })
    }

    /// What the other end says to a question, unless it has said it already.
    fn answer(&mut self, question: &str, given: Option<&str>) -> io::Result<String> {
        let encoded = if let Some(given) = given {
            given.to_owned()
        } else {
            self.say(&format!("334 {}", BASE64_STANDARD.encode(question)))?;
            self.line()?
        };
        let decoded = BASE64_STANDARD.decode(encoded).map_err(io::Error::other)?;
        String::from_utf8(decoded).map_err(io::Error::other)
    }

    fn add_recipient(&mut self, rest: &str) -> io::Result<()> {
        let address = rest
            .split_once('<')
            .and_then(|(_, rest)| rest.split_once('>'))
            .map(|(address, _)| address);
        let behaviour = *self.shared.behaviour.lock().unwrap();
        let answer = match (&mut self.to, address, behaviour) {
            (None, ..) => "503 5.5.1 MAIL comes first".to_owned(),
            (_, None, _) => "501 5.1.3 No address in that".to_owned(),
            (.., Behaviour::RefusesRecipient) => format!("550 {REFUSAL}"),
            (.., Behaviour::TemporaryFailure) => "451 4.7.1 Come back later".to_owned(),
            (Some(to), Some(address), _) => {
                to.push(address.to_owned());
                "250 OK".to_owned()
            }
        };
        self.say(&answer)
    }

    fn receive(&mut self) -> io::Result<()> {
        let Some(to) = self.to.take_if(|to| !to.is_empty()) else {
            return self.say("503 5.5.1 RCPT comes first");
        };
        self.say("354 Go on")?;
        let (mut raw, mut line, mut well_formed) = (Vec::new(), Vec::new(), true);
        loop {
            line.clear();
            // The longest line there may be (RFC 5321, 4.5.3.1.6), with a stuffed dot.
            if self
                .stream
                .by_ref()
                .take(1001)
                .read_until(b'\n', &mut line)?
                == 0
            {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if line == b".\r\n" {
                break;
            }
            let line = line.strip_prefix(b".").unwrap_or(&line);
            let content = line
                .strip_suffix(b"\r\n")
                .filter(|content| content.len() <= 998);
            well_formed &= content.is_some_and(|content| !content.contains(&b'\r'));
            raw.extend_from_slice(line);
        }
        if !well_formed {
            return self.say("554 5.6.0 A line is too long or ends wrongly");
        }
        self.shared.received.lock().unwrap().push((to, raw));
        if self.shared.behaves(Behaviour::DropsAfterData) {
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
        self.say("250 2.0.0 Taken")
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        self.stream.by_ref().take(1000).read_line(&mut line)?;
        let line = line.strip_suffix("\r\n").map(str::to_owned);
        line.ok_or_else(|| io::Error::other("a line without its ending"))
    }

    fn say(&mut self, answer: &str) -> io::Result<()> {
        self.stream
            .get_mut()
            .write_all(format!("{answer}\r\n").as_bytes())?;
        self.stream.get_mut().flush()
    }
}
