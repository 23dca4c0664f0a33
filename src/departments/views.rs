mod editing;
mod ending;
mod list;

pub(super) use editing::{Editor, department, new_department};
pub(super) use ending::{Ending, deletion, merging};
pub(super) use list::list;

use super::model::{MOST_COUNTED, Tree};
use super::store::people::Headcounts;
use crate::access::Actor;
use crate::types::{DepartmentId, up_to};

const PATH: &str = "/settings/departments";

/// What a list to choose from has: the value and its words, those above first.
pub fn department_choices(tree: &Tree) -> Vec<(DepartmentId, String)> {
    tree.paths()
}

fn base(actor: &Actor) -> String {
    format!("/{}{PATH}", actor.workspace.slug)
}

/// The active people of a department and of everything in it, as far as anybody counts.
fn everybody_in(tree: &Tree, headcounts: &Headcounts, id: DepartmentId) -> i64 {
    let within = tree.within(id);
    let each = within.iter().filter_map(|one| headcounts.get(one));
    each.map(|headcount| headcount.people).sum()
}

/// `12`, `1,000+`
fn counted(people: i64) -> String {
    up_to(MOST_COUNTED, people)
}

/// `nobody`, `1 person`, `12 people`
fn people(count: i64) -> String {
    match count {
        0 => "nobody".to_owned(),
        1 => "1 person".to_owned(),
        _ => format!("{} people", counted(count)),
    }
}
