//! What there is, for judging.

use crate::access::Permission;
use crate::db::{DbError, Read};
use crate::departments::{self, Tree};
use crate::imports::actions::Hands;
use crate::imports::model::{ByName, KnownDepartment, KnownRole, KnownTeam, World};
use crate::types::{DepartmentId, RoleId, WorkspaceId};
use crate::{roles, teams};

/// `role` is for who is new and has none.
pub(super) fn world(
    read: &mut Read<'_>,
    hands: &Hands,
    role: Option<RoleId>,
) -> Result<World, DbError> {
    let (workspace, holds) = (hands.invite.workspace(), hands.invite.holds());
    let all = roles::all(read, workspace)?;
    let known = all.into_iter().map(|role| {
        let known = KnownRole {
            id: role.id,
            name: role.name().to_owned(),
            permissions: role.permissions(),
            is_owner: role.is_owner(),
        };
        (known.name.clone(), known)
    });
    let (mut teams, mut departments) = (Vec::new(), Vec::new());
    if holds.contains(Permission::ReadTeams) {
        let all = teams::all(read, workspace)?;
        teams.extend(all.into_iter().map(|team| {
            let known = KnownTeam {
                id: team.id,
                name: team.name.to_string(),
            };
            (known.name.clone(), known)
        }));
        departments = by_path_and_name(read, workspace)?;
    }
    Ok(World {
        asker: hands.asker.user,
        holds,
        roles: ByName::of(known),
        teams: ByName::of(teams),
        departments: ByName::of(departments),
        role,
    })
}

/// Where a path is another one's name, the name counts.
fn by_path_and_name(
    read: &mut Read<'_>,
    workspace: WorkspaceId,
) -> Result<Vec<(String, KnownDepartment)>, DbError> {
    let all = departments::all(read, workspace)?;
    let known = |id: DepartmentId, name: String| KnownDepartment { id, name };
    let named: Vec<(String, KnownDepartment)> = all
        .iter()
        .map(|one| (one.name.to_string(), known(one.id, one.name.to_string())))
        .collect();
    let each = all.clone();
    let paths = Tree::of(all).paths().into_iter().filter_map(|(id, path)| {
        let one = each.iter().find(|one| one.id == id)?;
        Some((path.replace(" › ", " / "), known(id, one.name.to_string())))
    });
    Ok(paths.chain(named).collect())
}
