use actix_web::{HttpRequest, web};
use serde::Deserialize;

use super::showing::{Asked, View, page};
use super::{TeamPath, ids, lead, note, team_in};
use crate::access::{Actor, Visit, rights::WriteTeams};
use crate::app::Routes;
use crate::db::Db;
use crate::error::AppError;
use crate::teams::actions::{self, Amended};
use crate::teams::model::{Amendment, MemberChange};
use crate::teams::views;
use crate::types::{Like, TeamId};
use crate::ui::{self, Answer, FormErrors, Notice, Posted, SeeOther};

pub(super) fn routes(routes: &mut Routes) {
    routes.post("/{slug}/settings/teams/{team}/members", change);
}

/// Who comes and goes at once, and where on the page that was asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct MembersForm {
    add: Vec<String>,
    remove: Vec<String>,
    /// Who leads the team from now on; an empty one is nobody.
    lead: Option<String>,
    q: String,
    cursor: String,
    add_q: String,
    /// That the form beside was filled on.
    version: String,
}

impl MembersForm {
    /// What nobody could be called isn't looked for again.
    fn within_an_address(mut self) -> Self {
        for typed in [&mut self.q, &mut self.add_q, &mut self.cursor] {
            if !Like::is_possible(typed) {
                typed.clear();
            }
        }
        self
    }

    fn amendment(&self, errors: &mut FormErrors) -> Option<Amendment> {
        let added = errors.check("member", ids(&self.add));
        let removed = errors.check("member", ids(&self.remove));
        let lead = errors.check("lead", lead(self.lead.as_deref()));
        let (added, removed) = (added?, removed?);
        Some(Amendment {
            lead: lead?,
            members: Some(MemberChange::Some { added, removed }),
            ..Amendment::default()
        })
    }

    fn view(&self, version: String) -> View {
        View {
            version,
            q: self.q.clone(),
            cursor: self.cursor.clone(),
            add_q: self.add_q.clone(),
            ..View::default()
        }
    }

    /// What the form beside may be saved on, which nobody else has changed since it was filled.
    fn version_after(&self, amended: &Amended) -> String {
        if self.version == amended.before.to_string() {
            amended.after.to_string()
        } else {
            self.version.clone()
        }
    }
}

async fn change(
    visit: Visit<WriteTeams>,
    db: web::Data<Db>,
    path: TeamPath,
    (form, request): (Posted<MembersForm>, HttpRequest),
) -> Result<Answer, AppError> {
    let (actor, id) = (visit.actor, team_in(&path)?);
    let form = form.read().await?.within_an_address();
    let mut errors = FormErrors::default();
    let amendment = form.amendment(&mut errors);
    let (Some(amendment), true) = (amendment, errors.is_empty()) else {
        return mistaken(&db, &actor, (id, &form), &errors).await;
    };
    let author = actor.clone();
    let leads = amendment.lead;
    let amending = db.tx(move |tx| {
        let by = tx.prove(&author)?;
        actions::amend(tx, &by, id, &amendment)
    });
    let amended = match amending.await {
        Ok(amended) => amended,
        Err(error) => {
            note(error, &mut errors)?;
            return mistaken(&db, &actor, (id, &form), &errors).await;
        }
    };
    if ui::Asked::by(request.headers()) == ui::Asked::Page {
        let here = views::address(&actor, id, &form.view(String::new()));
        return Ok(SeeOther::at(here).saying(Notice::TeamSaved).into());
    }
    let asked = Asked {
        team: id,
        view: form.view(form.version_after(&amended)),
        form: None,
        errors: &errors,
        said: Some(views::said(&amended, leads)),
    };
    Ok(page(&db, &actor, &asked).await?.into())
}

/// The page as it is, with what is wrong.
async fn mistaken(
    db: &Db,
    actor: &Actor,
    (team, form): (TeamId, &MembersForm),
    errors: &FormErrors,
) -> Result<Answer, AppError> {
    let wrong = ["member", "lead"].iter().find_map(|field| errors.of(field));
    let asked = Asked {
        team,
        view: form.view(form.version.clone()),
        form: None,
        errors,
        said: wrong.map(|mistake| views::failed(mistake.text)),
    };
    Ok(page(db, actor, &asked).await?.mistaken().into())
}
