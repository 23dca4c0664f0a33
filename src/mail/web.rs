use actix_web::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use actix_web::{HttpRequest, HttpResponse, Responder, web};

use super::mailbox::{Kept, Mailbox};
use super::views;
use crate::access::Development;
use crate::app::{PAGE_POLICY, Routes};
use crate::error::AppError;
use crate::types::OutboxId;
use crate::ui::Page;

/// Nothing in a mail can do anything: it is a picture of itself.
const MAIL_POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox";

pub fn routes(routes: &mut Routes) {
    routes.get("/dev/mailbox", list);
    routes.get("/dev/mailbox/{id}.eml", raw);
    routes.get("/dev/mailbox/{id}/html", html);
    routes.get("/dev/mailbox/{id}", show);
}

async fn list(_: Development, mailbox: web::Data<Option<Mailbox>>) -> Result<Page, AppError> {
    let mails = match mailbox.get_ref() {
        Some(mailbox) => Some(in_folder(mailbox, Mailbox::list).await?),
        None => None,
    };
    Ok(views::list(mails.as_deref()))
}

async fn show(
    _: Development,
    mailbox: web::Data<Option<Mailbox>>,
    id: web::Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse, AppError> {
    let mail = open(mailbox.as_ref().as_ref(), &id).await?;
    let mut answer = views::mail(&mail).respond_to(&request);
    let policy = format!("{PAGE_POLICY}; frame-src 'self'");
    let policy = policy.parse().map_err(AppError::internal)?;
    answer.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    Ok(answer)
}

async fn html(
    _: Development,
    mailbox: web::Data<Option<Mailbox>>,
    id: web::Path<String>,
) -> Result<HttpResponse, AppError> {
    let mail = open(mailbox.as_ref().as_ref(), &id).await?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((CONTENT_SECURITY_POLICY, MAIL_POLICY))
        .body(mail.html))
}

async fn raw(
    _: Development,
    mailbox: web::Data<Option<Mailbox>>,
    id: web::Path<String>,
) -> Result<HttpResponse, AppError> {
    let (mailbox, id) = place(mailbox.as_ref().as_ref(), &id)?;
    let raw = in_folder(mailbox, move |mailbox| mailbox.raw(id)).await?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "message/rfc822"))
        .body(raw.ok_or(AppError::NotFound)?))
}

async fn open(mailbox: Option<&Mailbox>, id: &str) -> Result<Kept, AppError> {
    let (mailbox, id) = place(mailbox, id)?;
    in_folder(mailbox, move |mailbox| mailbox.open(id))
        .await?
        .ok_or(AppError::NotFound)
}

fn place<'m>(mailbox: Option<&'m Mailbox>, id: &str) -> Result<(&'m Mailbox, OutboxId), AppError> {
    match (mailbox, id.parse()) {
        (Some(mailbox), Ok(id)) => Ok((mailbox, id)),
        _ => Err(AppError::NotFound),
    }
}

/// Files are read on a thread that may wait.
async fn in_folder<T: Send + 'static>(
    mailbox: &Mailbox,
    work: impl FnOnce(&Mailbox) -> std::io::Result<T> + Send + 'static,
) -> Result<T, AppError> {
    let mailbox = mailbox.clone();
    web::block(move || work(&mailbox))
        .await
        .map_err(AppError::internal)?
        .map_err(AppError::internal)
}
