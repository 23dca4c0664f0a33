//! Routes that can't be registered without saying who may enter.

use std::any::Any;
use std::panic::AssertUnwindSafe;

use actix_web::http::Method;
use actix_web::{FromRequest, Handler, Responder, guard, web};

use futures_util::FutureExt;
use futures_util::future::{CatchUnwind, Map};

use crate::access::{Door, Need};
use crate::error::AppError;

/// One method of one path, and what it needs.
pub struct Route {
    pub method: Method,
    pub path: &'static str,
    pub need: Need,
    service: actix_web::Route,
}

#[derive(Default)]
pub struct Routes(Vec<Route>);

impl Routes {
    /// Answers HEAD as well.
    pub fn get<H, A>(&mut self, path: &'static str, handler: H)
    where
        H: Handler<A>,
        H::Output: Responder + 'static,
        A: FromRequest + EntersBy + 'static,
    {
        self.add(Method::GET, path, handler);
    }

    pub fn post<H, A>(&mut self, path: &'static str, handler: H)
    where
        H: Handler<A>,
        H::Output: Responder + 'static,
        A: FromRequest + EntersBy + 'static,
    {
        self.add(Method::POST, path, handler);
    }

    pub fn put<H, A>(&mut self, path: &'static str, handler: H)
    where
        H: Handler<A>,
        H::Output: Responder + 'static,
        A: FromRequest + EntersBy + 'static,
    {
        self.add(Method::PUT, path, handler);
    }

    pub fn patch<H, A>(&mut self, path: &'static str, handler: H)
    where
        H: Handler<A>,
        H::Output: Responder + 'static,
        A: FromRequest + EntersBy + 'static,
    {
        self.add(Method::PATCH, path, handler);
    }

    pub fn delete<H, A>(&mut self, path: &'static str, handler: H)
    where
        H: Handler<A>,
        H::Output: Responder + 'static,
        A: FromRequest + EntersBy + 'static,
    {
        self.add(Method::DELETE, path, handler);
    }

    pub fn iter(&self) -> impl Iterator<Item = &Route> {
        self.0.iter()
    }

    fn add<H, A>(&mut self, method: Method, path: &'static str, handler: H)
    where
        H: Handler<A>,
        H::Output: Responder + 'static,
        A: FromRequest + EntersBy + 'static,
    {
        self.0.push(Route {
            method,
            path,
            need: <A::Door as Door>::NEED,
            service: actix_web::Route::new().to(Guarded(handler)),
        });
    }

    /// Paths are matched in the order in which they were first named.
    pub(super) fn configure(self, config: &mut web::ServiceConfig) {
        let mut paths: Vec<(&'static str, Vec<Route>)> = Vec::new();
        for route in self.0 {
            match paths.iter_mut().find(|(path, _)| *path == route.path) {
                Some((_, routes)) => routes.push(route),
                None => paths.push((route.path, vec![route])),
            }
        }
        for (path, routes) in paths {
            config.service(resource(path, routes));
        }
        config.default_service(web::to(async || Err::<String, _>(AppError::NotFound)));
    }
}

fn resource(path: &'static str, routes: Vec<Route>) -> actix_web::Resource {
    let methods: Vec<&str> = routes
        .iter()
        .flat_map(|route| match route.method {
            Method::GET => vec!["GET", "HEAD"],
            ref method => vec![method.as_str()],
        })
        .collect();
    let allowed = methods.join(", ");
    let refuse = move || {
        let allowed = allowed.clone();
        async move { Err::<String, _>(AppError::MethodNotAllowed { allowed }) }
    };
    routes
        .into_iter()
        .fold(web::resource(path), |resource, route| {
            resource.route(match route.method {
                Method::GET => route
                    .service
                    .guard(guard::Any(guard::Get()).or(guard::Head())),
                method => route.service.guard(guard::Method(method)),
            })
        })
        .default_service(web::to(refuse))
}

/// A handler whose panic is a failed request and not a broken connection.
#[derive(Clone)]
struct Guarded<H>(H);

impl<A, H: Handler<A>> Handler<A> for Guarded<H> {
    type Output = Result<H::Output, AppError>;
    type Future = Map<
        CatchUnwind<AssertUnwindSafe<H::Future>>,
        fn(Result<H::Output, Box<dyn Any + Send>>) -> Self::Output,
    >;

    fn call(&self, arguments: A) -> Self::Future {
        AssertUnwindSafe(self.0.call(arguments))
            .catch_unwind()
            .map(|done| done.map_err(|_| AppError::internal("a handler panicked")))
    }
}

/// The arguments of a handler whose first one is a door.
pub trait EntersBy {
    type Door: Door;
}

macro_rules! enters_by_the_first {
    ($($rest:ident)*) => {
        impl<D: Door, $($rest: FromRequest),*> EntersBy for (D, $($rest,)*) {
            type Door = D;
        }
    };
}

enters_by_the_first!();
enters_by_the_first!(A);
enters_by_the_first!(A B);
enters_by_the_first!(A B C);
enters_by_the_first!(A B C E);
enters_by_the_first!(A B C E F);
