//! A program with a key.

use std::time::Duration;

use diesel::prelude::*;
use muster::access::Permission;
use muster::db::schema::api_keys;
use muster::types::{ApiKeyId, KeyText, UserId};
use reqwest::{Method, RequestBuilder};
use serde_json::Value;

use super::{Answer, TestApp, Workspace};

pub struct Script<'a> {
    pub app: &'a TestApp,
    pub key: ApiKeyId,
    pub text: String,
}

impl<'a> Workspace<'a> {
    /// With a key of the owner's that may do this.
    pub fn script(&self, permissions: &[Permission]) -> Script<'a> {
        self.script_of(self.owner, permissions)
    }

    /// With a key that this person has made.
    pub fn script_of(&self, maker: UserId, permissions: &[Permission]) -> Script<'a> {
        let text = KeyText::random(self.id);
        let key = ApiKeyId::new();
        let texts: Vec<&str> = permissions.iter().map(|one| one.as_str()).collect();
        diesel::insert_into(api_keys::table)
            .values((
                api_keys::workspace_id.eq(self.id),
                api_keys::id.eq(key),
                api_keys::name.eq("Payroll"),
                api_keys::hash.eq(text.secret.hash()),
                api_keys::prefix.eq(text.prefix()),
                api_keys::permissions.eq(texts),
                api_keys::created_by.eq(maker),
                api_keys::created_at.eq(self.app.clock.now()),
            ))
            .execute(&mut self.app.database.connection())
            .unwrap();
        Script {
            app: self.app,
            key,
            text: text.encode(),
        }
    }
}

impl Script<'_> {
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.app
            .client
            .request(method, self.app.url(path))
            .bearer_auth(&self.text)
    }

    pub async fn get(&self, path: &str) -> Answer {
        Answer::to(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        Answer::to(self.request(Method::POST, path).json(body)).await
    }

    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        Answer::to(self.request(Method::PUT, path).json(body)).await
    }

    pub async fn patch(&self, path: &str, body: &Value) -> Answer {
        Answer::to(self.request(Method::PATCH, path).json(body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        Answer::to(self.request(Method::DELETE, path)).await
    }
}

impl Answer {
    /// As a program asks: again a moment later where the server says so, which it does to who waits longer
    /// for the workspace than a request may, as on a machine that runs other tests meanwhile.
    pub async fn once_served(ask: impl Fn() -> RequestBuilder) -> Self {
        for _ in 0..20 {
            let answer = Self::to(ask()).await;
            if answer.status != 503 {
                return answer;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        Self::to(ask()).await
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|why| panic!("{why}: {}", self.body))
    }

    /// A mistake as programs are told of it.
    #[track_caller]
    pub fn is_problem(&self, status: u16, code: &str) -> &Self {
        self.has_status(status);
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(self.json()["code"], code, "{}", self.body);
        self
    }

    /// One field of it is wrong, in this way.
    #[track_caller]
    pub fn blames(&self, field: &str, code: &str) -> &Self {
        self.is_problem(422, "invalid");
        let told = self.json();
        let errors = told["errors"].as_array().unwrap();
        assert!(
            errors
                .iter()
                .any(|error| error["field"] == field && error["code"] == code),
            "{}",
            self.body
        );
        self
    }
}
