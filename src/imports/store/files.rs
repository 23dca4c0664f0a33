//! The files, without their rows.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::db::schema::imports;
use crate::db::{DbError, Read, Tx};
use crate::imports::model::Meaning;
use crate::types::{Dialect, ImportId, JobId, RoleId, TextEncoding, UserId, WorkspaceId};

#[derive(Clone, Debug)]
pub(in crate::imports) struct Import {
    pub workspace: WorkspaceId,
    pub id: ImportId,
    pub file_name: String,
    pub dialect: Dialect,
    pub head: Vec<String>,
    pub rows: i32,
    /// Nothing until somebody said what the columns are.
    pub meanings: Option<Vec<Option<Meaning>>>,
    pub is_sent: bool,
    pub role: Option<RoleId>,
    pub check_job: Option<JobId>,
    pub apply_job: Option<JobId>,
    pub created_at: DateTime<Utc>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = imports)]
struct ImportRow {
    workspace_id: WorkspaceId,
    id: ImportId,
    file_name: String,
    encoding: String,
    delimiter: String,
    head: Vec<String>,
    row_count: i32,
    meanings: Vec<String>,
    is_sent: bool,
    role_id: Option<RoleId>,
    check_job: Option<JobId>,
    apply_job: Option<JobId>,
    created_at: DateTime<Utc>,
}

impl TryFrom<ImportRow> for Import {
    type Error = DbError;

    fn try_from(row: ImportRow) -> Result<Self, DbError> {
        let odd = |what: &str| DbError::Unreadable(format!("an import's {what}"));
        let encoding: Result<TextEncoding, _> = row.encoding.parse();
        let dialect = Dialect {
            encoding: encoding.map_err(|_| odd("encoding"))?,
            delimiter: row
                .delimiter
                .chars()
                .next()
                .ok_or_else(|| odd("delimiter"))?,
        };
        let meanings = row.meanings.iter().map(|word| Meaning::named(word));
        let meanings: Vec<Option<Meaning>> = meanings.collect();
        Ok(Self {
            workspace: row.workspace_id,
            id: row.id,
            file_name: row.file_name,
            dialect,
            head: row.head,
            rows: row.row_count,
            meanings: Some(meanings).filter(|meanings| !meanings.is_empty()),
            is_sent: row.is_sent,
            role: row.role_id,
            check_job: row.check_job,
            apply_job: row.apply_job,
            created_at: row.created_at,
        })
    }
}

/// A file that begins to arrive.
pub(in crate::imports) struct NewImport<'n> {
    pub workspace: WorkspaceId,
    pub brought_by: UserId,
    pub file_name: &'n str,
    pub dialect: Dialect,
    pub head: &'n [String],
}

pub(in crate::imports) fn insert(
    tx: &mut Tx<'_>,
    new: &NewImport<'_>,
) -> Result<ImportId, DbError> {
    let now = tx.now()?;
    Ok(diesel::insert_into(imports::table)
        .values((
            imports::workspace_id.eq(new.workspace),
            imports::id.eq(ImportId::new()),
            imports::brought_by.eq(new.brought_by),
            imports::file_name.eq(new.file_name),
            imports::encoding.eq(new.dialect.encoding.as_str()),
            imports::delimiter.eq(new.dialect.delimiter.to_string()),
            imports::head.eq(new.head),
            imports::created_at.eq(now),
        ))
        .returning(imports::id)
        .get_result(tx.connection())?)
}

/// All of it is here. By now it may be known to be in another encoding than it seemed.
pub(in crate::imports) fn arrived(
    tx: &mut Tx<'_>,
    (workspace, id): (WorkspaceId, ImportId),
    (rows, dialect): (i32, Dialect),
) -> Result<(), DbError> {
    let now = tx.now()?;
    diesel::update(imports::table.find((workspace, id)))
        .set((
            imports::row_count.eq(rows),
            imports::encoding.eq(dialect.encoding.as_str()),
            imports::arrived_at.eq(now),
        ))
        .execute(tx.connection())?;
    Ok(())
}

/// Those that are kept, with those that are still on their way.
pub(in crate::imports) fn count(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
) -> Result<i64, DbError> {
    Ok(imports::table
        .filter(imports::workspace_id.eq(workspace))
        .count()
        .get_result(read.connection())?)
}

/// One that is all here, by whoever it belongs to.
pub(in crate::imports) fn find(
    read: &mut Read<'_>,
    (workspace, user): (WorkspaceId, UserId),
    id: ImportId,
) -> Result<Option<Import>, DbError> {
    let row: Option<ImportRow> = imports::table
        .find((workspace, id))
        .filter(imports::brought_by.eq(user))
        .filter(imports::arrived_at.is_not_null())
        .select(ImportRow::as_select())
        .first(read.connection())
        .optional()?;
    row.map(Import::try_from).transpose()
}

/// The same for who changes it: one after the other.
pub(in crate::imports) fn lock(
    tx: &mut Tx<'_>,
    (workspace, user): (WorkspaceId, UserId),
    id: ImportId,
) -> Result<Option<Import>, DbError> {
    imports::table
        .find((workspace, id))
        .select(imports::id)
        .for_no_key_update()
        .first::<ImportId>(tx.connection())
        .optional()?;
    find(tx, (workspace, user), id)
}

/// Somebody's own, the latest first.
pub(in crate::imports) fn all(
    read: &mut Read<'_>,
    (workspace, user): (WorkspaceId, UserId),
) -> Result<Vec<Import>, DbError> {
    let rows: Vec<ImportRow> = imports::table
        .filter(imports::workspace_id.eq(workspace))
        .filter(imports::brought_by.eq(user))
        .filter(imports::arrived_at.is_not_null())
        .order((imports::created_at.desc(), imports::id))
        .select(ImportRow::as_select())
        .load(read.connection())?;
    rows.into_iter().map(Import::try_from).collect()
}

/// What somebody said of it, before it is checked with that.
pub(in crate::imports) struct Said<'s> {
    pub meanings: &'s [Option<Meaning>],
    pub is_sent: bool,
    pub role: Option<RoleId>,
}

pub(in crate::imports) fn understand(
    tx: &mut Tx<'_>,
    (workspace, id): (WorkspaceId, ImportId),
    said: &Said<'_>,
    check_job: JobId,
) -> Result<(), DbError> {
    let word = |meaning: &Option<Meaning>| meaning.map_or("", Meaning::word);
    let words: Vec<&str> = said.meanings.iter().map(word).collect();
    diesel::update(imports::table.find((workspace, id)))
        .set((
            imports::meanings.eq(words),
            imports::is_sent.eq(said.is_sent),
            imports::role_id.eq(said.role),
            imports::check_job.eq(check_job),
            imports::apply_job.eq(None::<JobId>),
        ))
        .execute(tx.connection())?;
    Ok(())
}

pub(in crate::imports) fn apply_by(
    tx: &mut Tx<'_>,
    (workspace, id): (WorkspaceId, ImportId),
    job: JobId,
) -> Result<(), DbError> {
    diesel::update(imports::table.find((workspace, id)))
        .set(imports::apply_job.eq(job))
        .execute(tx.connection())?;
    Ok(())
}
