use super::model::Tree;
use crate::types::DepartmentId;

/// What a list to choose from has: the value and its words, those above first.
pub fn department_choices(tree: &Tree) -> Vec<(DepartmentId, String)> {
    tree.lines()
        .map(|(_, one)| (one.id, tree.path(one.id)))
        .collect()
}
