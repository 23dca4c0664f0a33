use crate::types::{DepartmentId, PositionId, Title, UserId, Wished};

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

/// Everything about a position that can be edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    pub title: Title,
    pub manager: Option<UserId>,
    pub department: Option<DepartmentId>,
}

/// A position as somebody wishes it.
#[derive(Clone, Debug)]
pub struct Wish {
    pub title: Title,
    pub manager: Wished<UserId>,
    pub department: Wished<DepartmentId>,
    /// The version that the wish was made on, where that is known.
    pub seen: Option<i32>,
}

impl Wish {
    /// What a new one is, or what this one is afterwards.
    pub fn over(&self, before: Option<&Plan>) -> Plan {
        let manager = before.and_then(|plan| plan.manager);
        let department = before.and_then(|plan| plan.department);
        Plan {
            title: self.title.clone(),
            manager: self.manager.after(manager),
            department: self.department.after(department),
        }
    }
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
