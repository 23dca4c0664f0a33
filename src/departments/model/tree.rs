use std::collections::{HashMap, HashSet};

use super::Department;
use crate::types::DepartmentId;

/// Departments in the order of a table of contents.
#[derive(Clone, Debug)]
pub struct Tree {
    /// Each comes after its parent, with how many stand above it.
    lines: Vec<(usize, Department)>,
}

impl Tree {
    /// Siblings stay in the order in which they come. What is inside something unknown stands at the top.
    pub fn of(departments: Vec<Department>) -> Self {
        let known: HashSet<DepartmentId> = departments.iter().map(|one| one.id).collect();
        let mut below: HashMap<Option<DepartmentId>, Vec<Department>> = HashMap::new();
        for department in departments {
            let parent = department.parent.filter(|parent| known.contains(parent));
            below.entry(parent).or_default().push(department);
        }
        let mut lines = Vec::with_capacity(known.len());
        let mut open: Vec<(usize, Department)> = stacked(0, below.remove(&None));
        while let Some((depth, department)) = open.pop() {
            open.extend(stacked(depth + 1, below.remove(&Some(department.id))));
            lines.push((depth, department));
        }
        Self { lines }
    }

    pub fn lines(&self) -> impl Iterator<Item = (usize, &Department)> {
        self.lines
            .iter()
            .map(|(depth, department)| (*depth, department))
    }

    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    pub fn find(&self, id: DepartmentId) -> Option<&Department> {
        self.lines().map(|(_, one)| one).find(|one| one.id == id)
    }

    /// A department and everything in it.
    pub fn within(&self, id: DepartmentId) -> Vec<DepartmentId> {
        let mut lines = self.lines().skip_while(|(_, one)| one.id != id);
        let Some((top, first)) = lines.next() else {
            return Vec::new();
        };
        let inside = lines.take_while(|(depth, _)| *depth > top);
        std::iter::once(first.id)
            .chain(inside.map(|(_, one)| one.id))
            .collect()
    }

    /// The top counts one.
    pub fn depth(&self, id: DepartmentId) -> usize {
        let line = self.lines().find(|(_, one)| one.id == id);
        line.map_or(0, |(above, _)| above + 1)
    }

    /// How many levels a department has with everything in it. By itself it is one.
    pub fn height(&self, id: DepartmentId) -> usize {
        let lowest = self.within(id).into_iter().map(|one| self.depth(one)).max();
        lowest.map_or(1, |lowest| lowest + 1 - self.depth(id))
    }

    /// Those directly inside it.
    pub fn inside(&self, id: DepartmentId) -> impl Iterator<Item = &Department> {
        self.lines()
            .map(|(_, one)| one)
            .filter(move |one| one.parent == Some(id))
    }

    /// Each with where it stands: `Sales › Europe › Returns`.
    pub fn paths(&self) -> Vec<(DepartmentId, String)> {
        let mut names: Vec<&str> = Vec::new();
        let lines = self.lines().map(|(depth, one)| {
            names.truncate(depth);
            names.push(one.name.as_str());
            (one.id, names.join(" › "))
        });
        lines.collect()
    }

    pub fn path(&self, id: DepartmentId) -> String {
        let found = self.paths().into_iter().find(|(other, _)| *other == id);
        found.map(|(_, path)| path).unwrap_or_default()
    }
}

/// For a stack, from which the last comes first.
fn stacked(depth: usize, departments: Option<Vec<Department>>) -> Vec<(usize, Department)> {
    let siblings = departments.unwrap_or_default().into_iter().rev();
    siblings.map(|department| (depth, department)).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::types::Title;

    pub(in crate::departments) fn department(
        name: &str,
        parent: Option<&Department>,
    ) -> Department {
        Department {
            id: DepartmentId::new(),
            name: Title::parse(name).unwrap(),
            parent: parent.map(|parent| parent.id),
            head: None,
            version: 1,
        }
    }

    /// Each inside the one before.
    pub(in crate::departments) fn chain(length: usize) -> Vec<Department> {
        let mut line: Vec<Department> = Vec::new();
        for number in 1..=length {
            line.push(department(&format!("Level {number}"), line.last()));
        }
        line
    }

    #[test]
    fn a_tree_reads_like_a_table_of_contents() {
        let sales = department("Sales", None);
        let europe = department("Europe", Some(&sales));
        let returns = department("Returns", Some(&europe));
        let care = department("Care", None);
        let asia = department("Asia", Some(&sales));
        let tree = Tree::of(vec![
            asia.clone(),
            care.clone(),
            europe.clone(),
            returns.clone(),
            sales.clone(),
        ]);
        let lines: Vec<(usize, &str)> = tree
            .lines()
            .map(|(depth, one)| (depth, one.name.as_str()))
            .collect();
        assert_eq!(
            lines,
            [
                (0, "Care"),
                (0, "Sales"),
                (1, "Asia"),
                (1, "Europe"),
                (2, "Returns")
            ]
        );
        assert_eq!(
            tree.within(sales.id),
            [sales.id, asia.id, europe.id, returns.id]
        );
        assert_eq!(tree.within(returns.id), [returns.id]);
        let paths: Vec<String> = tree.paths().into_iter().map(|(_, path)| path).collect();
        let expected = [
            "Care",
            "Sales",
            "Sales › Asia",
            "Sales › Europe",
            "Sales › Europe › Returns",
        ];
        assert_eq!(paths, expected);
        assert_eq!(tree.path(returns.id), "Sales › Europe › Returns");
        assert_eq!((tree.depth(sales.id), tree.height(sales.id)), (1, 3));
        assert_eq!((tree.depth(returns.id), tree.height(returns.id)), (3, 1));
        let inside: Vec<&str> = tree.inside(sales.id).map(|one| one.name.as_str()).collect();
        assert_eq!(inside, ["Asia", "Europe"]);
    }
}
