//! What departments are, and how they may nest.

mod tree;

pub use self::tree::Tree;

use thiserror::Error;

use crate::types::{DepartmentId, Title, UserId, Wished};

/// A workspace's pages show all of its departments, so there is an end to them.
pub const MOST_DEPARTMENTS: usize = 500;

/// How far they nest, the one at the top counted.
pub const MOST_DEEP: usize = 10;

/// As many people as can be moved while a page waits, and nobody else changes anything.
pub const MOST_MOVED: i64 = 5_000;

/// More people than this aren't counted: a page says so.
pub const MOST_COUNTED: i64 = 1_000;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Department {
    pub id: DepartmentId,
    pub name: Title,
    pub parent: Option<DepartmentId>,
    pub head: Option<UserId>,
    /// Grows with every change.
    pub version: i32,
}

/// Everything about a department that can be edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    pub name: Title,
    pub parent: Option<DepartmentId>,
    pub head: Option<UserId>,
}

/// A department as somebody wishes it.
#[derive(Clone, Debug)]
pub struct Wish {
    pub name: Title,
    pub parent: Wished<DepartmentId>,
    pub head: Wished<UserId>,
    /// The version that the wish was made on, where that is known.
    pub seen: Option<i32>,
}

impl Wish {
    /// What a new one is.
    pub fn defined(&self) -> Definition {
        Definition {
            name: self.name.clone(),
            parent: self.parent.after(None),
            head: self.head.after(None),
        }
    }

    /// What this one is afterwards.
    pub fn redefined(&self, before: &Department) -> Definition {
        Definition {
            name: self.name.clone(),
            parent: self.parent.after(before.parent),
            head: self.head.after(before.head),
        }
    }
}

impl Department {
    pub fn definition(&self) -> Definition {
        Definition {
            name: self.name.clone(),
            parent: self.parent,
            head: self.head,
        }
    }
}

/// Who and what is directly in a department.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Members {
    pub active: i64,
    pub pending: i64,
    pub inactive: i64,
    pub positions: i64,
}

impl Members {
    pub fn people(&self) -> i64 {
        self.active + self.pending + self.inactive
    }
}

/// Why a department can't be there.
#[derive(Debug, PartialEq, Eq, Error)]
pub enum Misplaced {
    #[error("There is no such department here. Choose again.")]
    NoSuchParent,
    #[error("A department can't be inside itself.")]
    Itself,
    #[error("{0} is inside this department, so this one can't go into it.")]
    Within(String),
    #[error("Departments nest at most {MOST_DEEP} deep. Choose one nearer to the top.")]
    TooDeep,
}

impl Tree {
    /// Whether a department may stand in this one, with everything that is inside it. A new one is `None`.
    pub fn may_hold(
        &self,
        department: Option<DepartmentId>,
        parent: DepartmentId,
    ) -> Result<(), Misplaced> {
        let holder = self.find(parent).ok_or(Misplaced::NoSuchParent)?;
        if department == Some(parent) {
            return Err(Misplaced::Itself);
        }
        if department.is_some_and(|id| self.within(id).contains(&parent)) {
            return Err(Misplaced::Within(holder.name.to_string()));
        }
        let height = department.map_or(1, |id| self.height(id));
        if self.depth(parent) + height > MOST_DEEP {
            return Err(Misplaced::TooDeep);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::tree::tests::{chain, department};
    use super::*;

    #[test]
    fn nothing_goes_inside_itself_however_far_down() {
        let line = chain(3);
        let [top, middle, bottom] = [line[0].id, line[1].id, line[2].id];
        let tree = Tree::of(line);
        assert_eq!(tree.may_hold(Some(top), top), Err(Misplaced::Itself));
        for inside in [middle, bottom] {
            let refused = tree.may_hold(Some(top), inside);
            assert!(matches!(refused, Err(Misplaced::Within(_))), "{refused:?}");
        }
        assert_eq!(tree.may_hold(Some(bottom), top), Ok(()));
        assert_eq!(tree.may_hold(None, bottom), Ok(()));
        let unknown = DepartmentId::new();
        assert_eq!(tree.may_hold(None, unknown), Err(Misplaced::NoSuchParent));
    }

    #[test]
    fn they_nest_ten_deep_with_everything_that_comes_along() {
        let (mut all, other) = (chain(MOST_DEEP - 1), chain(2));
        let lowest = all[MOST_DEEP - 2].id;
        let single = department("Single", None);
        all.extend(other.clone());
        all.push(single.clone());
        let tree = Tree::of(all);
        assert_eq!(tree.may_hold(Some(single.id), lowest), Ok(()));
        assert_eq!(tree.may_hold(None, lowest), Ok(()));
        let two_high = tree.may_hold(Some(other[0].id), lowest);
        assert_eq!(two_high, Err(Misplaced::TooDeep));
    }

    #[test]
    fn what_isnt_said_stays() {
        let before = department("Returns", Some(&department("Care", None)));
        let wish = Wish {
            name: Title::parse("Refunds").unwrap(),
            parent: Wished::AsItIs,
            head: Wished::Nothing,
            seen: None,
        };
        assert_eq!(wish.redefined(&before).parent, before.parent);
        assert_eq!(wish.defined().parent, None);
    }
}
