use super::PersonName;

/// What somebody is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    pub full_name: PersonName,
    pub display_name: PersonName,
}
