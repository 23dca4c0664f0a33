//! The form of a department.

use actix_web::web;
use serde::Deserialize;

use super::{DepartmentPath, department_in};
use crate::access::{
    Actor, Permission, Visit,
    rights::{ReadTeams, WriteTeams},
};
use crate::app::Routes;
use crate::db::{Db, DbError};
use crate::departments::actions::{self, DefineError};
use crate::departments::model::{Department, Misplaced, Tree, Wish};
use crate::departments::store;
use crate::departments::views::{self, Editor};
use crate::error::AppError;
use crate::people;
use crate::types::{DepartmentId, Title, UserId, Wished};
use crate::ui::{Answer, FormErrors, Notice, Page, Posted, Query, SeeOther};

pub(super) fn routes(routes: &mut Routes) {
    routes.post("/{slug}/settings/departments", create);
    routes.get("/{slug}/settings/departments/new", new);
    routes.get("/{slug}/settings/departments/{department}", show);
    routes.post("/{slug}/settings/departments/{department}", edit);
}

/// A department as it is typed and chosen. What a script doesn't send stays as it is.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::departments) struct DepartmentForm {
    pub name: String,
    pub parent: Option<String>,
    pub head: Option<String>,
    /// What is typed to find a head.
    pub head_q: String,
    pub version: String,
}

impl DepartmentForm {
    fn of(department: &Department) -> Self {
        let text = |id: Option<String>| Some(id.unwrap_or_default());
        Self {
            name: department.name.to_string(),
            parent: text(department.parent.map(|id| id.to_string())),
            head: text(department.head.map(|id| id.to_string())),
            ..Self::default()
        }
    }

    /// The version that the form was filled in on, where it says so.
    pub fn seen(&self) -> Option<i32> {
        self.version.parse().ok()
    }

    fn parse(&self, errors: &mut FormErrors) -> Option<Wish> {
        let name = errors.check("name", Title::parse(&self.name));
        let parent = Wished::parse(self.parent.as_deref());
        let parent = errors.check("parent", parent.map_err(|_| Misplaced::NoSuchParent));
        let head = Wished::parse(self.head.as_deref());
        let head = errors.check("head", head.map_err(|_| DefineError::NoSuchHead));
        let seen = errors.version(&self.version);
        Some(Wish {
            name: name?,
            parent: parent?,
            head: head?,
            seen: seen?,
        })
    }
}

async fn new(
    visit: Visit<WriteTeams>,
    db: web::Data<Db>,
    typed: Query<DepartmentForm>,
) -> Result<Page, AppError> {
    page(&db, &visit.actor, None, (&typed.0, &FormErrors::default())).await
}

async fn show(
    visit: Visit<ReadTeams>,
    db: web::Data<Db>,
    path: DepartmentPath,
    unsaved: Query<DepartmentForm>,
) -> Result<Page, AppError> {
    let id = department_in(&path)?;
    // What isn't saved yet is for who may save it: it would name anybody whose id is known.
    let writes = visit.actor.permissions.contains(Permission::WriteTeams)
        && visit.actor.permissions.contains(Permission::ReadUsers);
    let unsaved = Some(&unsaved.0).filter(|form| writes && !form.version.is_empty());
    let errors = FormErrors::default();
    if let Some(form) = unsaved {
        return page(&db, &visit.actor, Some(id), (form, &errors)).await;
    }
    let saved = saved(&db, &visit.actor, id).await?;
    page(&db, &visit.actor, Some(id), (&saved, &errors)).await
}

async fn saved(db: &Db, actor: &Actor, id: DepartmentId) -> Result<DepartmentForm, AppError> {
    let workspace = actor.workspace.id;
    let found = db
        .read(move |read| store::definitions::find(read, (workspace, id)))
        .await?;
    let department = found.ok_or(AppError::NotFound)?;
    Ok(DepartmentForm::of(&department))
}

/// The form, of a new department where there is no id.
async fn page(
    db: &Db,
    actor: &Actor,
    id: Option<DepartmentId>,
    (form, errors): (&DepartmentForm, &FormErrors),
) -> Result<Page, AppError> {
    let workspace = actor.workspace.id;
    let head: Option<UserId> = form.head.as_deref().and_then(|text| text.parse().ok());
    let searches = actor.permissions.contains(Permission::ReadUsers);
    let sought = Some(form.head_q.clone()).filter(|_| searches);
    let (tree, members, head, found) = db
        .read(move |read| {
            let tree = Tree::of(store::definitions::all(read, workspace)?);
            let members = match id {
                None => store::people::Headcounts::new(),
                Some(id) => store::people::headcounts(read, workspace, Some(&tree.within(id)))?,
            };
            let head = people::found(read, workspace, head.as_slice())?.pop();
            let found = match sought {
                None => Vec::new(),
                Some(sought) => people::find(read, workspace, &sought)?,
            };
            Ok::<_, DbError>((tree, members, head, found))
        })
        .await?;
    let editor = Editor {
        actor,
        tree: &tree,
        headcounts: &members,
        head: head.as_ref(),
        found: &found,
        form,
        errors,
    };
    match id {
        None => Ok(views::new_department(&editor)),
        Some(id) => {
            let department = tree.find(id).ok_or(AppError::NotFound)?;
            Ok(views::department(&editor, department))
        }
    }
}

async fn create(
    visit: Visit<WriteTeams>,
    db: web::Data<Db>,
    form: Posted<DepartmentForm>,
) -> Result<Answer, AppError> {
    let (form, actor) = (form.read().await?, visit.actor);
    let mut errors = FormErrors::default();
    if let Some(wish) = form.parse(&mut errors) {
        let making = actor.changes_alone(&db, move |tx, by| actions::create(tx, by, &wish));
        match making.await {
            Ok(_) => {
                let list = format!("/{}/settings/departments", actor.workspace.slug);
                return Ok(SeeOther::at(list).saying(Notice::DepartmentMade).into());
            }
            Err(error) => note(error, &mut errors)?,
        }
    }
    let page = page(&db, &actor, None, (&form, &errors)).await?;
    Ok(page.mistaken().into())
}

async fn edit(
    visit: Visit<WriteTeams>,
    db: web::Data<Db>,
    path: DepartmentPath,
    form: Posted<DepartmentForm>,
) -> Result<Answer, AppError> {
    let id = department_in(&path)?;
    let (form, actor) = (form.read().await?, visit.actor);
    let mut errors = FormErrors::default();
    let mut in_conflict = false;
    if let Some(wish) = form.parse(&mut errors) {
        let editing = actor.changes_alone(&db, move |tx, by| actions::edit(tx, by, id, &wish));
        match editing.await {
            Ok(()) => {
                let own = format!("/{}/settings/departments/{id}", actor.workspace.slug);
                return Ok(SeeOther::at(own).saying(Notice::DepartmentSaved).into());
            }
            Err(error) => {
                in_conflict = matches!(error, DefineError::ChangedMeanwhile);
                note(error, &mut errors)?;
            }
        }
    }
    let page = page(&db, &actor, Some(id), (&form, &errors)).await?;
    Ok(if in_conflict {
        page.in_conflict()
    } else {
        page.mistaken()
    }
    .into())
}

/// What the form can say by a field. Everything else is for the edge.
fn note(error: DefineError, errors: &mut FormErrors) -> Result<(), AppError> {
    let field = match &error {
        DefineError::NameTaken | DefineError::TooMany => "name",
        DefineError::Misplaced(_) => "parent",
        DefineError::NoSuchHead | DefineError::HeadInactive(_) => "head",
        DefineError::ChangedMeanwhile => "version",
        _ => return Err(error.into()),
    };
    errors.add(field, error.to_string());
    Ok(())
}

impl From<DefineError> for AppError {
    fn from(error: DefineError) -> Self {
        match error {
            DefineError::Missing => Self::NotFound,
            DefineError::Unproved(unproved) => unproved.into(),
            DefineError::Db(error) => error.into(),
            other => Self::Conflict(other.to_string()),
        }
    }
}
