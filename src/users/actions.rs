use super::model::Names;
use super::store;
use crate::access::{By, Granted, rights::Yourself};
use crate::audit::{self, Entry, Target};
use crate::db::{DbError, Tx};

/// Somebody changes their own names.
pub fn rename_yourself(
    tx: &mut Tx<'_>,
    by: &Granted<Yourself>,
    names: &Names,
) -> Result<(), DbError> {
    let By::Person { user, .. } = by.author().by else {
        return Err(DbError::Misuse("only a person has names of their own"));
    };
    let before = store::lock_names(tx, by.workspace(), user)?;
    if before == *names {
        return Ok(());
    }
    store::set_names(tx, by.workspace(), user, names)?;
    let entry = Entry::new("user.renamed")
        .on(Target::User(user), before.full_name.as_str())
        .changed(
            "full_name",
            before.full_name.as_str(),
            names.full_name.as_str(),
        )
        .changed(
            "display_name",
            before.display_name.as_str(),
            names.display_name.as_str(),
        );
    audit::record(tx, by.author(), entry)
}
