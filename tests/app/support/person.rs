//! People with names, in a workspace with a name.

use actix_web::cookie::Cookie;
use diesel::prelude::*;
use muster::access::{
    BuiltinRole, Client, Granted, Password, Permission, SessionCookies, SessionTokens,
};
use muster::db::DbError;
use muster::sessions;
use muster::types::{
    EmailAddress, PersonName, RoleId, SecretToken, Slug, Title, UserId, WorkspaceId,
};
use muster::users::{NewActiveUser, PasswordBy, insert_active};
use muster::workspaces::{FirstOwner, NewWorkspace, create};
use reqwest::RequestBuilder;
use reqwest::header::COOKIE;

use super::{Answer, TestApp};

pub const PASSWORD: &str = "teapot-lantern-orbit";

pub struct Workspace<'a> {
    pub app: &'a TestApp,
    pub id: WorkspaceId,
    pub slug: Slug,
    pub owner: UserId,
}

/// Somebody with a browser that is signed in.
pub struct Person<'a> {
    pub app: &'a TestApp,
    pub workspace: WorkspaceId,
    pub slug: Slug,
    pub id: UserId,
    pub session: SecretToken,
}

impl TestApp {
    /// A workspace whose owner is Maja Öberg.
    pub async fn workspace(&self, slug: &str) -> Workspace<'_> {
        let slug: Slug = slug.parse().unwrap();
        let id = WorkspaceId::new();
        let password = Password::parse(PASSWORD, &[]).unwrap();
        let new = NewWorkspace {
            slug: slug.clone(),
            name: Title::parse("Northwind Support").unwrap(),
            owner: FirstOwner {
                email: EmailAddress::parse("maja@northwind.example").unwrap(),
                name: PersonName::parse("Maja Öberg").unwrap(),
                password_hash: self.hasher.hash(password).await.unwrap(),
            },
        };
        let creating = self.db.tx(move |tx| {
            let by = Granted::operator("test", id);
            create(tx, &by, &new)
        });
        let owner = creating.await.unwrap();
        Workspace {
            app: self,
            id,
            slug,
            owner,
        }
    }
}

impl<'a> Workspace<'a> {
    pub async fn maja(&self) -> Person<'a> {
        self.sign_in(self.owner).await
    }

    /// Somebody new with one of the built-in roles, signed in.
    pub async fn person(&self, name: &str, role: BuiltinRole) -> Person<'a> {
        let user = self.member(name, role).await;
        self.sign_in(user).await
    }

    pub async fn person_with_role(&self, name: &str, role: RoleId) -> Person<'a> {
        let user = self.insert(name, role, 3).await;
        self.sign_in(user).await
    }

    /// Somebody without a browser.
    pub async fn member(&self, name: &str, role: BuiltinRole) -> UserId {
        self.insert(name, self.role(role), role.rank()).await
    }

    async fn insert(&self, name: &str, role: RoleId, top_role_rank: i16) -> UserId {
        let first = name.split(' ').next().unwrap().to_lowercase();
        let local: String = first.chars().take(40).collect();
        let email = EmailAddress::parse(&format!("{local}@northwind.example")).unwrap();
        let full_name = PersonName::parse(name).unwrap();
        let password = Password::parse(PASSWORD, &[]).unwrap();
        let password_hash = self.app.hasher.hash(password).await.unwrap();
        let workspace = self.id;
        let inserting = self.app.db.tx(move |tx| {
            let new = NewActiveUser {
                email: &email,
                full_name: &full_name,
                display_name: None,
                password_hash: &password_hash,
                password_by: PasswordBy::Themselves,
                role,
                top_role_rank,
            };
            insert_active(tx, workspace, &new)
        });
        let inserted: Result<UserId, DbError> = inserting.await;
        inserted.unwrap()
    }

    pub fn role(&self, role: BuiltinRole) -> RoleId {
        use muster::db::schema::roles;
        roles::table
            .filter(roles::workspace_id.eq(self.id))
            .filter(roles::builtin.eq(role.as_str()))
            .select(roles::id)
            .first(&mut self.app.database.connection())
            .unwrap()
    }

    /// Behind the log's back.
    pub fn is_in(&self, time_zone: &str) {
        use muster::db::schema::workspaces;
        diesel::update(workspaces::table.find(self.id))
            .set(workspaces::time_zone.eq(time_zone))
            .execute(&mut self.app.database.connection())
            .unwrap();
    }

    /// A role of the workspace's own.
    pub fn custom_role(&self, permissions: &[Permission]) -> RoleId {
        use muster::db::schema::{role_permissions, roles};
        let (id, connection) = (RoleId::new(), &mut self.app.database.connection());
        let name = id.to_string();
        diesel::insert_into(roles::table)
            .values((
                roles::workspace_id.eq(self.id),
                roles::id.eq(id),
                roles::name.eq(&name),
                roles::name_key.eq(&name),
                roles::description.eq(""),
                roles::landing.eq("inbox"),
                roles::created_at.eq(diesel::dsl::now),
            ))
            .execute(connection)
            .unwrap();
        for permission in permissions {
            diesel::insert_into(role_permissions::table)
                .values((
                    role_permissions::workspace_id.eq(self.id),
                    role_permissions::role_id.eq(id),
                    role_permissions::permission.eq(permission.as_str()),
                ))
                .execute(connection)
                .unwrap();
        }
        id
    }

    /// One more for somebody, which is given back.
    pub fn add_role(&self, user: UserId, role: RoleId) -> RoleId {
        use muster::db::schema::user_roles;
        diesel::insert_into(user_roles::table)
            .values((
                user_roles::workspace_id.eq(self.id),
                user_roles::user_id.eq(user),
                user_roles::role_id.eq(role),
            ))
            .execute(&mut self.app.database.connection())
            .unwrap();
        role
    }

    pub async fn sign_in(&self, user: UserId) -> Person<'a> {
        let workspace = self.id;
        let starting = self
            .app
            .db
            .tx(move |tx| sessions::start(tx, workspace, user, &Client::default()));
        let started: Result<Option<SecretToken>, DbError> = starting.await;
        Person {
            app: self.app,
            workspace,
            slug: self.slug.clone(),
            id: user,
            session: started.unwrap().expect("an active user"),
        }
    }
}

impl Person<'_> {
    /// The same browser, sent to another server of the same workspace.
    pub fn on<'b>(&self, app: &'b TestApp) -> Person<'b> {
        Person {
            app,
            workspace: self.workspace,
            slug: self.slug.clone(),
            id: self.id,
            session: self.session.clone(),
        }
    }

    pub fn cookie(&self) -> Cookie<'static> {
        let tokens = SessionTokens::default().with(self.slug.clone(), self.session.clone());
        SessionCookies::new(&self.app.keys, self.app.secure).sealed(&tokens)
    }

    pub fn request(&self, method: reqwest::Method, path: &str) -> RequestBuilder {
        self.app
            .client
            .request(method, self.app.url(path))
            .header(COOKIE, self.cookie().stripped().to_string())
    }

    /// `path` stands under the person's workspace.
    pub async fn get(&self, path: &str) -> Answer {
        Answer::to(self.request(reqwest::Method::GET, &self.path(path))).await
    }

    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        Answer::to(
            self.request(reqwest::Method::POST, &self.path(path))
                .form(form),
        )
        .await
    }

    /// These roles and no other.
    pub async fn gives(&self, whom: UserId, roles: &[RoleId]) -> Answer {
        let roles: Vec<String> = roles.iter().map(ToString::to_string).collect();
        let form: Vec<_> = roles.iter().map(|role| ("role", role.as_str())).collect();
        self.post(&format!("/settings/users/{whom}/roles"), &form)
            .await
    }

    fn path(&self, path: &str) -> String {
        format!("/{}{path}", self.slug)
    }
}
