use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// How many seats a workspace has. The operator sets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plan {
    FreeTrial,
    Growth,
    Scale,
    Unlimited,
}

#[derive(Debug, Error, PartialEq, Eq)]
#[error("\"{0}\" isn't a plan: use free_trial, growth, scale or unlimited")]
pub struct UnknownPlan(String);

impl Plan {
    pub const ALL: [Self; 4] = [Self::FreeTrial, Self::Growth, Self::Scale, Self::Unlimited];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FreeTrial => "free_trial",
            Self::Growth => "growth",
            Self::Scale => "scale",
            Self::Unlimited => "unlimited",
        }
    }
}

impl Plan {
    /// How many people fit. `None` is as many as there are.
    pub const fn seats(self) -> Option<i64> {
        match self {
            Self::FreeTrial => Some(1),
            Self::Growth => Some(5),
            Self::Scale => Some(10),
            Self::Unlimited => None,
        }
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Plan {
    type Err = UnknownPlan;

    fn from_str(text: &str) -> Result<Self, UnknownPlan> {
        Self::ALL
            .into_iter()
            .find(|plan| plan.as_str() == text)
            .ok_or_else(|| UnknownPlan(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_reads_back_as_itself() {
        for plan in Plan::ALL {
            assert_eq!(plan.as_str().parse(), Ok(plan));
        }
        assert!("Growth plan".parse::<Plan>().is_err());
    }
}
