//! Companies of any size, written straight into the tables.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, Text, Uuid as SqlUuid};
use muster::db::schema::{positions, users};
use muster::types::{DepartmentId, PositionId, UserId};
use uuid::Uuid;

use crate::support::{Workspace, recount};

const FIRST: [&str; 20] = [
    "Amina", "Erik", "Henrik", "Sofia", "Jonas", "Lucía", "Priya", "Noah", "Yuki", "Leila",
    "Tomas", "Ada", "Mateo", "Ingrid", "Omar", "Chloé", "Wei", "Fatima", "Piotr", "Nguyễn",
];
const LAST: [&str; 19] = [
    "Khatun",
    "Windahl",
    "Vik",
    "Duarte",
    "Lindqvist",
    "Campos",
    "Thomas",
    "Fischer",
    "Tanaka",
    "Haddad",
    "Silva",
    "Obi",
    "Rossi",
    "Berg",
    "Farouk",
    "Martin",
    "Zhang",
    "Nowak",
    "Oberhuber",
];
const DEPARTMENTS: [&str; 10] = [
    "Customer care",
    "Operations",
    "Sales",
    "Returns",
    "Billing",
    "Marketing",
    "People",
    "Product",
    "Partners",
    "Quality",
];

pub fn name(index: usize) -> String {
    let (first, last) = (
        index % FIRST.len(),
        (index / FIRST.len() + index) % LAST.len(),
    );
    format!("{} {}", FIRST[first], LAST[last])
}

impl Workspace<'_> {
    /// Active people who hold no role, each with who they report to.
    pub fn hire(&self, people: &[(&str, Option<UserId>)]) -> Vec<UserId> {
        let ids: Vec<UserId> = people.iter().map(|_| UserId::new()).collect();
        self.insert_people(&ids, people);
        ids
    }

    fn insert_people(&self, ids: &[UserId], people: &[(&str, Option<UserId>)]) {
        let names: Vec<&str> = people.iter().map(|(name, _)| *name).collect();
        let nobody = Uuid::nil();
        let managers = people
            .iter()
            .map(|(_, manager)| manager.map_or(nobody, UserId::as_uuid));
        let managers: Vec<Uuid> = managers.collect();
        let connection = &mut self.app.database.connection();
        sql_query(
            "INSERT INTO users (workspace_id, id, email, email_key, full_name, display_name, status,
                 password_hash, top_role_rank, created_at, activated_at, manager_id)
             SELECT $1, id, id || '@northwind.example', id || '@northwind.example', name, name,
                 'active', 'none', 3, now(), now(), NULLIF(manager, $5)
             FROM unnest($2, $3, $4) AS hired (id, name, manager)",
        )
        .bind::<SqlUuid, _>(self.id)
        .bind::<Array<SqlUuid>, _>(ids)
        .bind::<Array<Text>, _>(names)
        .bind::<Array<SqlUuid>, _>(managers)
        .bind::<SqlUuid, _>(nobody)
        .execute(connection)
        .unwrap();
        sql_query(
            "UPDATE users SET reports = (
                 SELECT count(*) FROM users AS below
                 WHERE below.workspace_id = users.workspace_id AND below.manager_id = users.id
                     AND below.status <> 'inactive')
             WHERE workspace_id = $1",
        )
        .bind::<SqlUuid, _>(self.id)
        .execute(connection)
        .unwrap();
        recount(connection);
    }

    /// `count` people below Maja, so many to a manager, in ten departments.
    pub fn grows_to(&self, count: usize, to_a_manager: usize) -> Vec<UserId> {
        let ids: Vec<UserId> = (0..count).map(|_| UserId::new()).collect();
        let names: Vec<String> = (0..count).map(name).collect();
        let people = names.iter().enumerate().map(|(index, name)| {
            let manager = (index / to_a_manager).checked_sub(1);
            (
                name.as_str(),
                Some(manager.map_or(self.owner, |manager| ids[manager])),
            )
        });
        let people: Vec<_> = people.collect();
        self.insert_people(&ids, &people);
        let all: Vec<DepartmentId> = DEPARTMENTS
            .iter()
            .map(|name| self.department(name))
            .collect();
        for (index, department) in all.iter().enumerate() {
            let theirs: Vec<UserId> = (0..count)
                .filter(|one| branch(*one, to_a_manager) % all.len() == index)
                .map(|one| ids[one])
                .collect();
            self.seats_in(&theirs, *department);
        }
        ids
    }

    pub fn seats_in(&self, people: &[UserId], department: DepartmentId) {
        diesel::update(users::table.filter(users::workspace_id.eq(self.id)))
            .filter(users::id.eq_any(people))
            .set(users::department_id.eq(department))
            .execute(&mut self.app.database.connection())
            .unwrap();
    }

    pub fn chart_plans(&self, title: &str, manager: Option<UserId>) -> PositionId {
        let id = PositionId::new();
        diesel::insert_into(positions::table)
            .values((
                positions::workspace_id.eq(self.id),
                positions::id.eq(id),
                positions::title.eq(title),
                positions::manager_id.eq(manager),
                positions::created_at.eq(diesel::dsl::now),
            ))
            .execute(&mut self.app.database.connection())
            .unwrap();
        id
    }

    pub fn seat_above(&self, position: PositionId) -> Option<UserId> {
        positions::table
            .find((self.id, position))
            .select(positions::manager_id)
            .first(&mut self.app.database.connection())
            .unwrap()
    }

    /// Away until then, as the tables say it.
    pub fn chart_away(&self, user: UserId, until: &str) {
        sql_query(
            "UPDATE users SET availability = 'away', away_until = $3::timestamptz
             WHERE workspace_id = $1 AND id = $2",
        )
        .bind::<SqlUuid, _>(self.id)
        .bind::<SqlUuid, _>(user)
        .bind::<Text, _>(until)
        .execute(&mut self.app.database.connection())
        .unwrap();
    }
}

/// Which of those below Maja somebody is below.
fn branch(mut index: usize, to_a_manager: usize) -> usize {
    while index >= to_a_manager {
        index = index / to_a_manager - 1;
    }
    index
}

/// The ten of the picture.
pub struct Ten {
    pub amina: UserId,
    pub jonas: UserId,
    pub sofia: UserId,
    pub planner: PositionId,
}

pub fn ten(workspace: &Workspace<'_>) -> Ten {
    let maja = Some(workspace.owner);
    let chiefs = workspace.hire(&[
        ("Erik Windahl", maja),
        ("Amina Khatun", maja),
        ("Henrik Vik", maja),
    ]);
    let [erik, amina, henrik] = chiefs[..] else {
        panic!("three were hired");
    };
    let others = workspace.hire(&[
        ("Jonas Lindqvist", Some(amina)),
        ("Sofia Duarte", Some(amina)),
        ("Lucía Campos", Some(amina)),
        ("Priya Thomas", Some(henrik)),
        ("山田 太郎", Some(henrik)),
    ]);
    let [jonas, sofia, lucia, priya, yamada] = others[..] else {
        panic!("five were hired");
    };
    workspace.set_status(yamada, "pending");
    for (name, people) in [
        ("Operations", &[erik][..]),
        ("Customer care", &[amina, jonas, sofia]),
        ("Returns", &[lucia]),
        ("Sales", &[henrik, priya]),
    ] {
        workspace.seats_in(people, workspace.department(name));
    }
    workspace.chart_away(sofia, "2099-11-23 00:00+00");
    Ten {
        amina,
        jonas,
        sofia,
        planner: workspace.chart_plans("Planner", Some(erik)),
    }
}
