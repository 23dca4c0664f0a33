//! The audit log: sealed by workers, verified by an operator, and what somebody with all rights on the
//! database can't do to it unnoticed.

mod details;
mod refusals;
mod sealing;
mod tampering;

use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use muster::access::{Author, Granted, rights};
use muster::audit::{self, Action, Entry, Head, Report, VerifyError};
use muster::db::DbError;
use muster::db::schema::{audit_seals, audit_unsealed};
use muster::types::WorkspaceId;

use crate::support::TestApp;

/// A workspace whose log has something in it.
struct Log {
    app: TestApp,
    workspace: WorkspaceId,
}

impl Log {
    /// Making a workspace writes two entries.
    async fn of_a_new_workspace() -> Self {
        let app = TestApp::start();
        let workspace = app.workspace("northwind").await.id;
        Self { app, workspace }
    }

    /// Seven sealed entries; the last five are these.
    async fn sealed() -> Self {
        let log = Self::of_a_new_workspace().await;
        for action in [
            Action::UserRenamed,
            Action::PasswordChanged,
            Action::SessionStarted,
            Action::SessionEnded,
            Action::SessionReplaced,
        ] {
            log.record(vec![Entry::new(action)]).await;
        }
        log.app.seal_now().await;
        log
    }

    async fn record(&self, entries: Vec<Entry>) {
        let author = author(self.workspace);
        let db = self.app.db.for_job(Duration::from_mins(1));
        let recording = db.tx(move |tx| audit::record_all(tx, &author, entries));
        let recorded: Result<(), DbError> = recording.await;
        recorded.unwrap();
    }

    async fn verify(&self) -> Result<Report, VerifyError> {
        audit::verify(&self.app.db, self.workspace, None).await
    }

    async fn verify_with(&self, noted: &Head) -> Result<Report, VerifyError> {
        audit::verify(&self.app.db, self.workspace, Some(noted.clone())).await
    }

    /// As a superuser who has switched foreign keys off.
    fn intrude(&self, statements: &str) {
        let mut intruder = self.app.database.connection();
        intruder
            .batch_execute("SET session_replication_role = replica")
            .unwrap();
        intruder.batch_execute(statements).unwrap();
    }

    fn seals(&self) -> i64 {
        audit_seals::table
            .filter(audit_seals::workspace_id.eq(self.workspace))
            .count()
            .get_result(&mut self.app.database.connection())
            .unwrap()
    }

    fn waiting(&self) -> i64 {
        audit_unsealed::table
            .filter(audit_unsealed::workspace_id.eq(self.workspace))
            .count()
            .get_result(&mut self.app.database.connection())
            .unwrap()
    }
}

fn author(workspace: WorkspaceId) -> Author {
    Granted::<rights::Yourself>::operator("test", workspace)
        .author()
        .clone()
}
