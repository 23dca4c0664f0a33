//! A browser without a screen: it keeps its cookies and follows nothing.

use std::collections::BTreeMap;

use reqwest::header::{COOKIE, SET_COOKIE};
use reqwest::{Method, RequestBuilder};

use super::{Answer, TestApp};

pub struct Visitor<'a> {
    app: &'a TestApp,
    pub cookies: BTreeMap<String, String>,
}

impl TestApp {
    pub fn visitor(&self) -> Visitor<'_> {
        Visitor {
            app: self,
            cookies: BTreeMap::new(),
        }
    }
}

impl Visitor<'_> {
    pub async fn get(&mut self, path: &str) -> Answer {
        let request = self.request(Method::GET, path);
        self.ask(request).await
    }

    pub async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Answer {
        let request = self.request(Method::POST, path).form(form);
        self.ask(request).await
    }

    /// With the usual password, to Northwind.
    pub async fn signs_in(&mut self, email: &str) -> Answer {
        self.tries(email, super::PASSWORD).await
    }

    pub async fn tries(&mut self, email: &str, password: &str) -> Answer {
        let form = [("email", email), ("password", password)];
        self.post("/northwind/login", &form).await
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let request = self.app.client.request(method, self.app.url(path));
        if cookies.is_empty() {
            request
        } else {
            request.header(COOKIE, cookies.join("; "))
        }
    }

    async fn ask(&mut self, request: RequestBuilder) -> Answer {
        let answer = Answer::to(request).await;
        for cookie in answer.headers.get_all(SET_COOKIE) {
            let (name, rest) = cookie.to_str().unwrap().split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }
}
