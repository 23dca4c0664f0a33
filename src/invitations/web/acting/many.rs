//! What is done with many at once.

use actix_web::{HttpRequest, web};

use super::{Next, Tools, list_after};
use crate::access::{Actor, Visit, rights::InviteUsers};
use crate::app::Routes;
use crate::db::Db;
use crate::error::AppError;
use crate::invitations::actions::{self, ActError, Counted};
use crate::invitations::views::acting as views;
use crate::invitations::web::pending::tally_now;
use crate::ui::{Answer, Asked, Notice, Page, Posted, Query, SeeOther, Toast};

/// Before what is one invitation's, whose id these words would be.
pub(super) fn routes(routes: &mut Routes) {
    routes.post("/{slug}/settings/invitations/resend-waiting", resend);
    routes.get("/{slug}/settings/invitations/cancel-expired", ask);
    routes.post("/{slug}/settings/invitations/cancel-expired", cancel);
}

async fn resend(
    visit: Visit<InviteUsers>,
    (db, links): Tools,
    request: HttpRequest,
    form: Posted<Next>,
) -> Result<Answer, AppError> {
    let actor = &visit.actor;
    let next = form.read().await?.page(actor);
    let resending = actor.changes_alone(&db, move |tx, by| actions::resend_waiting(tx, by, &links));
    let counted: Result<Counted, ActError> = resending.await;
    let told = Told {
        all: Notice::InvitationsResent,
        in_reach: Notice::InvitationsResentInReach,
        done: "sent again",
    };
    afterwards((&db, actor), &request, &next, (counted?, &told)).await
}

async fn ask(
    visit: Visit<InviteUsers>,
    db: web::Data<Db>,
    query: Query<Next>,
) -> Result<Page, AppError> {
    let actor = &visit.actor;
    let tally = tally_now(&db, actor).await?;
    Ok(views::cancel_expired(actor, &tally, &query.0.page(actor)))
}

async fn cancel(
    visit: Visit<InviteUsers>,
    db: web::Data<Db>,
    request: HttpRequest,
    form: Posted<Next>,
) -> Result<Answer, AppError> {
    let actor = &visit.actor;
    let next = form.read().await?.page(actor);
    let counted: Result<Counted, ActError> =
        actor.changes_alone(&db, actions::cancel_expired).await;
    let told = Told {
        all: Notice::InvitationsCancelled,
        in_reach: Notice::InvitationsCancelledInReach,
        done: "cancelled",
    };
    afterwards((&db, actor), &request, &next, (counted?, &told)).await
}

/// How an outcome is called.
struct Told {
    all: Notice,
    in_reach: Notice,
    done: &'static str,
}

impl Told {
    fn notice(&self, counted: Counted) -> Notice {
        match (counted.done, counted.left_out) {
            (0, 0) => Notice::NoInvitationsLeft,
            (0, _) => Notice::InvitationsLeftAlone,
            (_, 0) => self.all,
            _ => self.in_reach,
        }
    }

    fn words(&self, counted: Counted) -> String {
        let number = |count: usize| match count {
            1 => "1 invitation".to_owned(),
            some => format!("{some} invitations"),
        };
        let left = match counted.left_out {
            1 => "1 is left alone, because it offers more than you hold.".to_owned(),
            some => format!("{some} are left alone, because they offer more than you hold."),
        };
        match (counted.done, counted.left_out) {
            (0, 0) => "Nothing was left to do: somebody was faster.".to_owned(),
            (0, _) => left,
            (done, 0) => format!("{} {}.", number(done), self.done),
            (done, _) => format!("{} {}. {left}", number(done), self.done),
        }
    }
}

async fn afterwards(
    (db, actor): (&Db, &Actor),
    request: &HttpRequest,
    next: &str,
    (counted, told): (Counted, &Told),
) -> Result<Answer, AppError> {
    if Asked::by(request.headers()) == Asked::Page {
        return Ok(SeeOther::at(next).saying(told.notice(counted)).into());
    }
    let toast = Toast::done(&told.words(counted));
    list_after(db, actor, next, (toast, false)).await
}
