//! What is left of a body that nobody finished reading.
//!
//! actix's dispatcher pauses while a large body's buffer is full. If the handler has answered and
//! dropped the body by then, nothing wakes the dispatcher again, and the connection's socket stays
//! open after its client is gone. So the body is only lent to the handler, and what is buffered when
//! it has answered is read here.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::Poll;

use actix_web::HttpMessage;
use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use futures_util::Stream;
use futures_util::future::poll_fn;
use futures_util::stream;

pub(super) async fn drain(
    mut request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let body = Rc::new(RefCell::new(request.take_payload()));
    let lent = Rc::clone(&body);
    let lent = stream::poll_fn(move |context| Pin::new(&mut *lent.borrow_mut()).poll_next(context));
    request.set_payload(Payload::Stream {
        payload: Box::pin(lent),
    });
    let answer = next.call(request).await;
    poll_fn(|context| {
        let mut body = body.borrow_mut();
        while let Poll::Ready(Some(Ok(_))) = Pin::new(&mut *body).poll_next(context) {}
        Poll::Ready(())
    })
    .await;
    answer
}
