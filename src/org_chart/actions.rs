use std::collections::{HashMap, HashSet};

use super::model::{Asked, Census, Chart, Fold, MOST_LEVELS, Node, Opening, Person, Vacancy, Who};
use super::store::{self, Here};
use crate::db::{DbError, Read};
use crate::departments::{self, Department};
use crate::positions::{self, Position};
use crate::reporting;
use crate::types::{DepartmentId, UserId, WorkspaceId};

/// So many of those without a place are named.
const MOST_UNPLACED: usize = 6;

/// So many people are shown of those whose name fits, and so many positions.
const MOST_FOUND: usize = 8;

/// From whom somebody far down is looked at, where the top is too far above.
const LEVELS_ABOVE: usize = 10;

/// A chart and what stands around it.
#[derive(Clone, Debug, Default)]
pub(super) struct Loaded {
    pub chart: Chart,
    /// What was asked for, as it was settled.
    pub asked: Asked,
    pub departments: Departments,
    /// Counted for a whole page.
    pub census: Census,
    pub vacancies: usize,
    /// Who stands at the top only because of what is planned below them.
    pub alone: Vec<Person>,
}

/// The workspace's departments in their order, each found by its id.
#[derive(Clone, Debug, Default)]
pub(super) struct Departments {
    all: Vec<Department>,
    places: HashMap<DepartmentId, usize>,
}

impl Departments {
    pub(super) fn read(read: &mut Read<'_>, workspace: WorkspaceId) -> Result<Self, DbError> {
        let all = departments::all(read, workspace)?;
        let places = all.iter().enumerate().map(|(place, one)| (one.id, place));
        let places = places.collect();
        Ok(Self { all, places })
    }

    pub(super) fn all(&self) -> &[Department] {
        &self.all
    }

    pub(super) fn place(&self, id: DepartmentId) -> Option<usize> {
        self.places.get(&id).copied()
    }

    pub(super) fn get(&self, id: DepartmentId) -> Option<&Department> {
        self.all.get(self.place(id)?)
    }
}

/// Reads what is open, a level at a time. Ids of nobody who is here are ignored.
pub(super) fn load(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    asked: &Asked,
) -> Result<Loaded, DbError> {
    let now = read.now()?;
    let here = Here { workspace, now };
    let departments = Departments::read(read, workspace)?;
    let vacancies: Vec<Vacancy> = positions::open(read, workspace)?
        .into_iter()
        .map(Vacancy::from)
        .collect();
    let count = vacancies.len();
    let mut seats = Seats::new(vacancies);
    let (start, asked) = start(read, here, asked)?;
    let alone = seats.managers_without_reports(read, here)?;
    let roots = match &start.top {
        Some(top) => vec![Who::Person(top.clone())],
        None => roots(store::tops(read, here)?, &alone, &mut seats),
    };
    let mut opening = Opening::of(&asked, &start.path);
    let nodes = grow((read, here), roots, &mut opening, &mut seats)?;
    let chart = Chart {
        nodes,
        depth: asked.depth.unwrap_or(opening.opened_levels()),
        is_cut: opening.is_cut(),
        top: start.top,
        up: start.up,
        at: start.at,
    };
    let asked = Asked {
        depth: Some(chart.depth),
        ..asked
    };
    Ok(Loaded {
        chart,
        asked,
        departments,
        census: Census::default(),
        vacancies: count,
        alone,
    })
}

/// People and open positions that fit what is typed, the first by name of each.
pub(super) fn find(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    typed: &str,
) -> Result<Vec<Who>, DbError> {
    let now = read.now()?;
    let here = Here { workspace, now };
    let sought = typed.trim().to_lowercase();
    if sought.is_empty() {
        return Ok(Vec::new());
    }
    let people = store::find(read, here, (typed, MOST_FOUND))?;
    let open = positions::open(read, workspace)?.into_iter();
    let open = open.map(Vacancy::from);
    let fits = |one: &Vacancy| one.title.to_lowercase().contains(&sought);
    let open = open.filter(fits).take(MOST_FOUND).map(Who::Open);
    Ok(people.into_iter().map(Who::Person).chain(open).collect())
}

/// Where a chart begins and who is looked at in it.
#[derive(Default)]
struct Start {
    at: Option<Person>,
    top: Option<Person>,
    up: Option<Person>,
    path: Vec<UserId>,
}

fn start(read: &mut Read<'_>, here: Here, asked: &Asked) -> Result<(Start, Asked), DbError> {
    let wanted: Vec<UserId> = asked.at.into_iter().chain(asked.top).collect();
    let known = store::these(read, here, &wanted)?;
    let known = |user: Option<UserId>| known.iter().find(|one| Some(one.id) == user).cloned();
    let (at, top) = (known(asked.at), known(asked.top));
    let path = match &at {
        None => Vec::new(),
        Some(at) => reporting::path_up(read, here.workspace, at.id)?,
    };
    let top = match top {
        Some(top) if at.is_none() || path.contains(&top.id) => Some(top),
        _ => too_far_down(read, here, &path)?,
    };
    let up = match top.as_ref().and_then(|top| top.manager) {
        None => None,
        Some(manager) => store::these(read, here, &[manager])?.pop(),
    };
    let asked = Asked {
        at: at.as_ref().map(|at| at.id),
        top: top.as_ref().map(|top| top.id),
        ..asked.clone()
    };
    let start = Start { at, top, up, path };
    Ok((start, asked))
}

fn too_far_down(
    read: &mut Read<'_>,
    here: Here,
    path: &[UserId],
) -> Result<Option<Person>, DbError> {
    match path.get(LEVELS_ABOVE) {
        Some(above) if path.len() > MOST_LEVELS => Ok(store::these(read, here, &[*above])?.pop()),
        _ => Ok(None),
    }
}

/// Open positions by who is above them, until they are placed.
struct Seats {
    below: HashMap<Option<UserId>, Vec<Vacancy>>,
}

impl Seats {
    fn new(vacancies: Vec<Vacancy>) -> Self {
        let mut below: HashMap<Option<UserId>, Vec<Vacancy>> = HashMap::new();
        for vacancy in vacancies {
            below.entry(vacancy.manager).or_default().push(vacancy);
        }
        Self { below }
    }

    fn count(&self, manager: UserId) -> usize {
        self.below.get(&Some(manager)).map_or(0, Vec::len)
    }

    fn take(&mut self, manager: Option<UserId>) -> impl Iterator<Item = Who> {
        let below = self.below.remove(&manager).unwrap_or_default();
        below.into_iter().map(Who::Open)
    }

    /// Who stands at the top only because of what is planned below them.
    fn managers_without_reports(
        &self,
        read: &mut Read<'_>,
        here: Here,
    ) -> Result<Vec<Person>, DbError> {
        let managers: Vec<UserId> = self.below.keys().copied().flatten().collect();
        let mut people = store::these(read, here, &managers)?;
        people.retain(|person| person.manager.is_none() && person.reports == 0);
        Ok(people)
    }

    fn node(&self, who: Who, above: Option<usize>, level: usize) -> Node {
        let below = match who.person() {
            Some(person) => person.reports + self.count(person.id),
            None => 0,
        };
        Node {
            above,
            level,
            who,
            below,
            fold: Fold::default(),
        }
    }
}

fn roots(mut people: Vec<Person>, alone: &[Person], seats: &mut Seats) -> Vec<Who> {
    people.extend(alone.iter().cloned());
    let people = people.into_iter().map(Who::Person);
    people.chain(seats.take(None)).collect()
}

fn grow(
    (read, here): (&mut Read<'_>, Here),
    roots: Vec<Who>,
    opening: &mut Opening,
    seats: &mut Seats,
) -> Result<Vec<Node>, DbError> {
    let mut nodes: Vec<Node> = roots
        .into_iter()
        .map(|who| seats.node(who, None, 0))
        .collect();
    let mut seen: HashSet<UserId> = nodes.iter().filter_map(person_of).collect();
    let (mut level, mut from) = (0, 0);
    loop {
        let shown = nodes.len();
        opening.settle(level, nodes.get_mut(from..).unwrap_or_default(), shown);
        let open: Vec<(usize, UserId)> = nodes
            .iter()
            .enumerate()
            .skip(from)
            .filter(|(_, node)| node.fold == Fold::Open)
            .filter_map(|(index, node)| Some((index, person_of(node)?)))
            .collect();
        if open.is_empty() {
            return Ok(nodes);
        }
        (level, from) = (level + 1, shown);
        let managers: Vec<UserId> = open.iter().map(|(_, user)| *user).collect();
        let mut reports = by_manager(store::reporting_to(read, here, &managers)?);
        for (above, manager) in open {
            let people = reports.remove(&manager).unwrap_or_default();
            // Nobody stands in two places, whatever the rows say.
            let people = people.into_iter().filter(|person| seen.insert(person.id));
            let people: Vec<Who> = people.map(Who::Person).collect();
            let below: Vec<Who> = people
                .into_iter()
                .chain(seats.take(Some(manager)))
                .collect();
            if let Some(node) = nodes.get_mut(above) {
                node.below = below.len();
            }
            nodes.extend(
                below
                    .into_iter()
                    .map(|who| seats.node(who, Some(above), level)),
            );
        }
    }
}

fn person_of(node: &Node) -> Option<UserId> {
    node.who.person().map(|person| person.id)
}

fn by_manager(people: Vec<Person>) -> HashMap<UserId, Vec<Person>> {
    let mut below: HashMap<UserId, Vec<Person>> = HashMap::new();
    for person in people {
        if let Some(manager) = person.manager {
            below.entry(manager).or_default().push(person);
        }
    }
    below
}

/// Who leads nobody but has a position planned below them is in the chart too.
pub(super) fn census(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
    loaded: &Loaded,
) -> Result<Census, DbError> {
    let now = read.now()?;
    let here = Here { workspace, now };
    let alone = &loaded.alone;
    let mut people = store::placed(read, here.workspace)?;
    let mut unplaced = store::unplaced(read, here.workspace)?;
    people.number += alone.len();
    unplaced.number = unplaced.number.saturating_sub(alone.len());
    let mut some = store::some_unplaced(read, here, MOST_UNPLACED + alone.len())?;
    some.retain(|person| alone.iter().all(|placed| placed.id != person.id));
    some.truncate(MOST_UNPLACED);
    Ok(Census {
        people,
        unplaced,
        some_unplaced: some,
    })
}

impl From<Position> for Vacancy {
    fn from(position: Position) -> Self {
        Self {
            id: position.id,
            title: position.title.as_str().to_owned(),
            manager: position.manager,
            department: position.department,
        }
    }
}
