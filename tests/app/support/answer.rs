//! An answer, and what a test says about it.

use reqwest::header::HeaderMap;
use reqwest::{RequestBuilder, StatusCode};

#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub async fn to(request: RequestBuilder) -> Self {
        let response = request.send().await.expect("the server answers");
        Self {
            status: response.status(),
            headers: response.headers().clone(),
            body: response.text().await.expect("the answer is text"),
        }
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    #[track_caller]
    pub fn has_status(&self, status: u16) -> &Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        self
    }

    #[track_caller]
    pub fn is_ok(&self) -> &Self {
        self.has_status(200)
    }

    #[track_caller]
    pub fn is_forbidden(&self) -> &Self {
        self.has_status(403)
    }

    #[track_caller]
    pub fn is_not_found(&self) -> &Self {
        self.has_status(404)
    }

    #[track_caller]
    pub fn is_a_mistake(&self) -> &Self {
        self.has_status(422)
    }

    #[track_caller]
    pub fn leads_to(&self, address: &str) -> &Self {
        self.has_status(303);
        assert_eq!(self.header("location"), address);
        self
    }

    #[track_caller]
    pub fn asks_to_sign_in(&self) -> &Self {
        self.has_status(303);
        assert!(
            self.header("location").contains("/login"),
            "{:?}",
            self.headers
        );
        self
    }

    #[track_caller]
    pub fn shows(&self, text: &str) -> &Self {
        assert!(self.body.contains(text), "no \"{text}\" in {}", self.body);
        self
    }

    #[track_caller]
    pub fn hides(&self, text: &str) -> &Self {
        assert!(!self.body.contains(text), "\"{text}\" in {}", self.body);
        self
    }
}
