//! The way to the server: typed requests, problems as the server tells them, and retries of what may be repeated.
//!
//! Commands carry a key made here. A command whose answer was lost is sent again with the same key, and the
//! server answers as it did the first time; so a lost answer never makes a second incident.

mod paths;

use std::cell::{Cell, RefCell};

use gloo_net::http::{Method, RequestBuilder, Response};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
pub use paths::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
pub use vnr_shared::id::CommandId as Key;
use vnr_shared::id::CommandId;
use vnr_shared::json;
use vnr_shared::problem::{Conflict, FieldError, Problem, ProblemCode};

use crate::edge;
use crate::i18n::{Message, lang_now};
use crate::ui::text::Ui;

thread_local! {
    static CSRF: RefCell<String> = const { RefCell::new(String::new()) };
    static LIMIT: Cell<u32> = const { Cell::new(0) };
    /// Counts the times the server said that nobody is logged in; the shell locks the screen on a change.
    static REFUSED: ArcRwSignal<u32> = ArcRwSignal::new(0);
}

/// Waits before a request is repeated, in milliseconds.
const PAUSES: [u32; 3] = [300, 900, 2_000];

/// Why a request did not do what it should.
#[derive(Debug, Clone, PartialEq)]
pub enum Failure {
    /// The server said why.
    Problem(Box<Problem>),
    /// No answer came.
    Network,
    /// An answer came that makes no sense.
    Undecodable,
}

impl Failure {
    /// A sentence for a person.
    pub fn sentence(&self) -> String {
        match self {
            Self::Problem(p) => p.title.clone(),
            Self::Network => Ui::NoNetwork.text().to_owned(),
            Self::Undecodable => Ui::BadAnswer.text().to_owned(),
        }
    }

    /// What exactly, when the server said more.
    pub fn detail(&self) -> Option<String> {
        self.problem().and_then(|p| p.detail.clone())
    }

    /// Number of the request, to quote to support.
    pub fn request(&self) -> Option<String> {
        self.problem().and_then(|p| p.request.clone())
    }

    /// The stable code.
    pub fn code(&self) -> Option<ProblemCode> {
        self.problem().map(|p| p.code)
    }

    /// Fields at fault.
    pub fn fields(&self) -> Vec<FieldError> {
        self.problem().map(|p| p.errors.clone()).unwrap_or_default()
    }

    /// Both sides of a stale edit.
    pub fn conflict(&self) -> Option<Conflict> {
        self.problem().and_then(|p| p.conflict.clone())
    }

    fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Problem(p) => Some(p),
            _ => None,
        }
    }

    /// Whether the same request may succeed if sent again.
    fn is_passing(&self) -> bool {
        matches!(self, Self::Network)
            || matches!(self.code(), Some(ProblemCode::Unavailable | ProblemCode::Timeout))
    }
}

/// Remembers the token that goes with every command of this session.
pub fn set_csrf(token: &str) {
    CSRF.with_borrow_mut(|t| token.clone_into(t));
}

/// From now on an answer that takes longer than so many milliseconds counts as none, and nothing is repeated here: for whoever
/// sends again by himself.
pub fn limit(ms: u32) {
    LIMIT.set(ms);
}

/// How often the server said that nobody is logged in; reactive.
pub fn refusals() -> u32 {
    REFUSED.with(ArcRwSignal::get)
}

/// Notes that the session has ended, as the link heard it.
pub fn note_refusal() {
    REFUSED.with(|r| r.update(|n| *n += 1));
}

/// A key for a command. Keep it as long as the command may be repeated.
pub fn new_key() -> CommandId {
    CommandId(edge::new_id())
}

/// Reads.
pub async fn get<T: DeserializeOwned>(path: &str) -> Result<T, Failure> {
    read(&get_text(path).await?)
}

/// Reads text.
pub async fn get_text(path: &str) -> Result<String, Failure> {
    repeat(|| async { exchange(builder(Method::GET, path), None).await }).await
}

/// Reads bytes.
pub async fn get_bytes(path: &str) -> Result<Vec<u8>, Failure> {
    let response = builder(Method::GET, path).send().await.map_err(|_| Failure::Network)?;
    if response.ok() {
        return response.binary().await.map_err(|_| Failure::Network);
    }
    settle(Ok(response)).await.and(Err(Failure::Undecodable))
}

/// Sends a command that answers.
pub async fn send<B: Serialize, T: DeserializeOwned>(
    method: Method,
    path: &str,
    body: &B,
    key: CommandId,
) -> Result<T, Failure> {
    read(&send_text(method, path, Some(write(body)?), key).await?)
}

/// Sends a command whose answer is of no interest.
pub async fn tell<B: Serialize>(method: Method, path: &str, body: &B, key: CommandId) -> Result<(), Failure> {
    send_text(method, path, Some(write(body)?), key).await.map(drop)
}

async fn send_text(
    method: Method,
    path: &str,
    body: Option<String>,
    key: CommandId,
) -> Result<String, Failure> {
    repeat(|| async { exchange(command(&method, path, key), body.clone()).await }).await
}

/// Sends a piece of a file that was announced. It is not repeated here: whoever sends asks first how far the file has come.
pub async fn send_piece<T: DeserializeOwned>(path: &str, offset: u64, piece: &[u8]) -> Result<T, Failure> {
    let request = command(&Method::PATCH, path, new_key())
        .header("Content-Type", "application/offset+octet-stream")
        .header("Upload-Offset", &offset.to_string())
        .body(js_sys::Uint8Array::from(piece));
    read(&settle(request.map_err(|_| Failure::Undecodable)?.send().await).await?)
}

/// Sends a file as it is. Its name goes in a header; the key is also the id of what it becomes, so that a file whose
/// answer was lost is sent again and is one file.
pub async fn upload<T: DeserializeOwned>(
    path: &str,
    file: &web_sys::File,
    key: CommandId,
) -> Result<T, Failure> {
    let name: String = js_sys::encode_uri_component(&file.name()).into();
    let text = repeat(|| async {
        let request = command(&Method::POST, path, key)
            .header("Content-Type", "application/octet-stream")
            .header("X-File-Name", &name)
            .body(file.clone());
        settle(request.map_err(|_| Failure::Undecodable)?.send().await).await
    })
    .await?;
    read(&text)
}

/// Whether the server answers at an address, whatever it says.
pub async fn reaches(address: &str) -> bool {
    RequestBuilder::new(address).method(Method::HEAD).send().await.is_ok()
}

/// Sends a command as the page goes away: the browser delivers it when nobody is left to wait for the answer.
pub fn tell_in_leaving<B: Serialize>(method: &Method, path: &str, body: &B) {
    let Ok(body) = write(body) else { return };
    let request = command(method, path, new_key()).header("Content-Type", "application/json").body(body);
    let options = web_sys::RequestInit::new();
    let _ = js_sys::Reflect::set(&options, &"keepalive".into(), &true.into());
    if let Ok(request) = request {
        let _ = leptos::prelude::window().fetch_with_request_and_init(&request.into(), &options);
    }
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, Failure> {
    json::read(text).map_err(|_| Failure::Undecodable)
}

fn write<B: Serialize>(body: &B) -> Result<String, Failure> {
    serde_json::to_string(body).map_err(|_| Failure::Undecodable)
}

fn builder(method: Method, path: &str) -> RequestBuilder {
    let signal = (LIMIT.get() > 0).then(|| web_sys::AbortSignal::timeout_with_u32(LIMIT.get()));
    let builder = RequestBuilder::new(path).method(method).header("Accept-Language", lang_now().tag());
    builder.abort_signal(signal.as_ref())
}

fn command(method: &Method, path: &str, key: CommandId) -> RequestBuilder {
    let csrf = CSRF.with_borrow(Clone::clone);
    builder(method.clone(), path).header("Idempotency-Key", &key.to_string()).header("X-CSRF-Token", &csrf)
}

async fn exchange(builder: RequestBuilder, body: Option<String>) -> Result<String, Failure> {
    let sent = match body {
        Some(body) => {
            builder
                .header("Content-Type", "application/json")
                .body(body)
                .map_err(|_| Failure::Undecodable)?
                .send()
                .await
        }
        None => builder.send().await,
    };
    settle(sent).await
}

async fn settle(sent: Result<Response, gloo_net::Error>) -> Result<String, Failure> {
    let response = sent.map_err(|_| Failure::Network)?;
    let ok = response.ok();
    let text = response.text().await.map_err(|_| Failure::Network)?;
    if ok {
        return Ok(text);
    }
    let problem: Box<Problem> = read(&text)?;
    if problem.code == ProblemCode::Unauthenticated {
        note_refusal();
    }
    Err(Failure::Problem(problem))
}

async fn repeat<F>(attempt: impl Fn() -> F) -> Result<String, Failure>
where
    F: Future<Output = Result<String, Failure>>,
{
    for pause in PAUSES {
        match attempt().await {
            Err(failure) if failure.is_passing() && LIMIT.get() == 0 => TimeoutFuture::new(pause).await,
            settled => return settled,
        }
    }
    attempt().await
}
