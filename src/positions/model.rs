use crate::types::{DepartmentId, PositionId, Title, UserId};

/// A chart shows all of them, so there is an end to them.
pub const MOST_POSITIONS: i64 = 200;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    pub id: PositionId,
    pub title: Title,
    pub manager: Option<UserId>,
    pub department: Option<DepartmentId>,
    /// Who is invited into it and hasn't come yet.
    pub invited: Option<UserId>,
    /// Grows with every change.
    pub version: i32,
}

/// What somebody wants a position to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    pub title: Title,
    pub manager: Option<UserId>,
    pub department: Option<DepartmentId>,
}

impl Position {
    pub fn plan(&self) -> Plan {
        Plan {
            title: self.title.clone(),
            manager: self.manager,
            department: self.department,
        }
    }
}
