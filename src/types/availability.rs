use chrono::{DateTime, Utc};
use diesel::{
    deserialize::{self, FromSql, FromSqlRow},
    expression::AsExpression,
    pg::{Pg, PgValue},
    serialize::{self, Output, ToSql},
    sql_types::Text,
};

use super::Zone;

/// Whether somebody takes work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Availability {
    Available,
    /// Until somebody says otherwise, or by itself until then.
    Away {
        until: Option<DateTime<Utc>>,
    },
}

/// As it is stored: what was chosen, whatever has ended since.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub enum AvailabilityWord {
    Available,
    Away,
}

impl Availability {
    /// An absence ends by itself, without anybody who ends it.
    pub fn at(now: DateTime<Utc>, chosen: AvailabilityWord, until: Option<DateTime<Utc>>) -> Self {
        match (chosen, until) {
            (AvailabilityWord::Available, _) => Self::Available,
            (AvailabilityWord::Away, Some(end)) if end <= now => Self::Available,
            (AvailabilityWord::Away, until) => Self::Away { until },
        }
    }

    pub fn is_away(self) -> bool {
        matches!(self, Self::Away { .. })
    }

    pub fn until(self) -> Option<DateTime<Utc>> {
        match self {
            Self::Available => None,
            Self::Away { until } => until,
        }
    }

    pub fn word(self) -> AvailabilityWord {
        match self {
            Self::Available => AvailabilityWord::Available,
            Self::Away { .. } => AvailabilityWord::Away,
        }
    }

    /// `Away until Mon 23 Nov`: the day on which they are back.
    pub fn words(self, zone: Zone) -> String {
        self.told(["Available", "Away"], zone)
    }

    /// `away until Mon 23 Nov`.
    pub fn in_a_sentence(self, zone: Zone) -> String {
        self.told(["available", "away"], zone)
    }

    fn told(self, [available, away]: [&str; 2], zone: Zone) -> String {
        match self {
            Self::Available => available.to_owned(),
            Self::Away { until: None } => away.to_owned(),
            Self::Away { until: Some(until) } => format!("{away} until {}", zone.short_day(until)),
        }
    }
}

impl AvailabilityWord {
    const ALL: [Self; 2] = [Self::Available, Self::Away];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Available => "available",
            Self::Away => "away",
        }
    }

    /// `None` if it is neither.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|word| word.as_str() == text)
    }
}

impl ToSql<Text, Pg> for AvailabilityWord {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        <str as ToSql<Text, Pg>>::to_sql(self.as_str(), &mut out.reborrow())
    }
}

impl FromSql<Text, Pg> for AvailabilityWord {
    fn from_sql(bytes: PgValue<'_>) -> deserialize::Result<Self> {
        let text = <String as FromSql<Text, Pg>>::from_sql(bytes)?;
        Self::parse(&text).ok_or_else(|| format!("\"{text}\" is no availability").into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_absence_ends_by_itself() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let back = at("2026-11-23T00:00:00Z");
        let seen = |now| Availability::at(now, AvailabilityWord::Away, Some(back));
        let away = seen(at("2026-11-22T23:59:59Z"));
        assert_eq!(away, Availability::Away { until: Some(back) });
        assert_eq!(away.words(Zone::UTC), "Away until Mon 23 Nov");
        assert_eq!(away.in_a_sentence(Zone::UTC), "away until Mon 23 Nov");
        assert_eq!(seen(back), Availability::Available);
    }

    #[test]
    fn an_absence_without_an_end_lasts() {
        let away = Availability::at(DateTime::UNIX_EPOCH, AvailabilityWord::Away, None);
        assert_eq!(away, Availability::Away { until: None });
        assert_eq!(away.words(Zone::UTC), "Away");
    }
}
