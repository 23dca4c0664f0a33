use chrono::{DateTime, TimeDelta, Utc};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Timestamptz;

use super::{DbError, prepared};
use crate::types::WorkspaceId;

/// A connection to look with.
pub struct Read<'c> {
    connection: &'c mut PgConnection,
    clock_offset: TimeDelta,
}

/// A transaction. It commits if the work in it succeeds in time, and else never happened.
pub struct Tx<'c> {
    read: Read<'c>,
    workspace_lock: Option<(WorkspaceId, WorkspaceLock)>,
}

/// Whether what was done tentatively is to stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    Yes,
    No,
}

/// How a transaction holds a workspace's row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkspaceLock {
    /// Keeps rights as they are until the transaction ends.
    Shared,
    /// For who changes them.
    Alone,
}

#[derive(QueryableByName)]
struct Now {
    #[diesel(sql_type = Timestamptz)]
    now: DateTime<Utc>,
}

impl<'c> Read<'c> {
    pub(super) fn new(connection: &'c mut PgConnection, clock_offset: TimeDelta) -> Self {
        Self {
            connection,
            clock_offset,
        }
    }

    /// For stores.
    pub fn connection(&mut self) -> &mut PgConnection {
        self.connection
    }

    /// The database's clock. In a transaction, ask after locking: the time before a wait is no
    /// longer the time.
    pub fn now(&mut self) -> Result<DateTime<Utc>, DbError> {
        let clock: Now = prepared(diesel::sql_query("SELECT clock_timestamp() AS now"))
            .get_result(self.connection)?;
        Ok(clock.now + self.clock_offset)
    }

    /// What a query adds to `clock_timestamp()` where it compares times itself.
    pub fn clock_offset(&self) -> TimeDelta {
        self.clock_offset
    }
}

impl<'c> Tx<'c> {
    pub(super) fn new(connection: &'c mut PgConnection, clock_offset: TimeDelta) -> Self {
        Self {
            read: Read::new(connection, clock_offset),
            workspace_lock: None,
        }
    }

    /// Does `work`, and takes it back unless it says that it is to stay. Either way takes as long, so
    /// that nobody can tell from outside.
    pub fn tentatively(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<Keep, DbError>,
    ) -> Result<(), DbError> {
        self.connection().batch_execute("SAVEPOINT tentatively")?;
        let end = match work(self)? {
            Keep::Yes => "RELEASE SAVEPOINT tentatively",
            Keep::No => "ROLLBACK TO SAVEPOINT tentatively",
        };
        Ok(self.connection().batch_execute(end)?)
    }

    /// The workspace whose row this transaction holds, and how.
    pub(crate) fn workspace_lock(&self) -> Option<(WorkspaceId, WorkspaceLock)> {
        self.workspace_lock
    }

    pub(crate) fn set_workspace_lock(&mut self, workspace: WorkspaceId, lock: WorkspaceLock) {
        self.workspace_lock = Some((workspace, lock));
    }
}

impl<'c> std::ops::Deref for Tx<'c> {
    type Target = Read<'c>;

    fn deref(&self) -> &Read<'c> {
        &self.read
    }
}

impl std::ops::DerefMut for Tx<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.read
    }
}
