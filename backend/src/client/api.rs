//! One user's session with the API.

use std::sync::PoisonError;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, RwLock};
use std::time::Duration;

use reqwest::{Method, StatusCode, header};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;
use vnr_shared::problem::{Problem, ProblemCode};
use vnr_shared::session::{LogIn, Session};

use crate::access::SESSION_COOKIE;
use crate::clock::{Ids, SystemIds};

/// Longest wait for one answer. The server itself gives up after half a minute.
const ANSWER_MAX: Duration = Duration::from_secs(35);
/// First wait before a repeated try; doubled each time.
const FIRST_WAIT: Duration = Duration::from_millis(50);
/// Longest wait between tries.
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// Why a request was not answered as hoped.
#[derive(Debug, thiserror::Error)]
pub enum ApiFailure {
    /// No answer: the server is away, or went away before it answered. Whether it did the work is unknown.
    #[error("no answer")]
    Lost(#[from] reqwest::Error),
    /// An answer that refuses.
    #[error("{status}: {detail}")]
    Refused {
        /// HTTP status.
        status: StatusCode,
        /// Stable code, where the answer was a problem document.
        code: Option<ProblemCode>,
        /// What it says.
        detail: String,
    },
    /// The server logs in without giving a session cookie.
    #[error("the log-in gave no session")]
    NoSession,
}

impl ApiFailure {
    /// Whether the same request may succeed later.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Lost(_) => true,
            Self::Refused { status, .. } => {
                status.is_server_error()
                    || *status == StatusCode::REQUEST_TIMEOUT
                    || *status == StatusCode::TOO_MANY_REQUESTS
            }
            Self::NoSession => false,
        }
    }

    /// The stable code of a refusal.
    pub const fn code(&self) -> Option<ProblemCode> {
        match self {
            Self::Refused { code, .. } => *code,
            Self::Lost(_) | Self::NoSession => None,
        }
    }

    fn is_unauthenticated(&self) -> bool {
        self.code() == Some(ProblemCode::Unauthenticated)
    }
}

/// Counts tries that had to be repeated.
#[derive(Debug, Default)]
pub struct Retries(AtomicU64);

impl Retries {
    /// How many so far.
    pub fn count(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// A logged-in user.
#[derive(Debug)]
pub struct Api {
    http: reqwest::Client,
    base: String,
    credentials: LogIn,
    token: RwLock<Arc<str>>,
    session: Session,
}

impl Api {
    /// Logs in. `base` is such as `http://127.0.0.1:8112`, without a slash at the end.
    pub async fn log_in(base: &str, login: &str, password: &str, device: &str) -> Result<Self, ApiFailure> {
        let http = reqwest::Client::builder().timeout(ANSWER_MAX).tcp_nodelay(true).no_proxy().build()?;
        let credentials = LogIn {
            login: login.to_owned(),
            password: password.to_owned(),
            code: None,
            device: device.to_owned(),
        };
        let (cookie, session) = open_session(&http, base, &credentials).await?;
        let token = RwLock::new(cookie);
        Ok(Self { http, base: base.to_owned(), credentials, token, session })
    }

    /// The server's address.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Who is logged in.
    pub const fn session(&self) -> &Session {
        &self.session
    }

    /// The session's token, as sent in the `Authorization` header.
    pub fn token(&self) -> Arc<str> {
        self.token.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Logs in again, because the session ended.
    pub async fn renew(&self) -> Result<(), ApiFailure> {
        let (token, _) = open_session(&self.http, &self.base, &self.credentials).await?;
        *self.token.write().unwrap_or_else(PoisonError::into_inner) = token;
        Ok(())
    }

    /// Reads. `path` begins with `/api/`.
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ApiFailure> {
        let request = self.http.get(format!("{}{path}", self.base)).bearer_auth(self.token());
        read(request.send().await?).await
    }

    /// Reads bytes.
    pub async fn bytes(&self, path: &str) -> Result<Vec<u8>, ApiFailure> {
        let request = self.http.get(format!("{}{path}", self.base)).bearer_auth(self.token());
        Ok(request.send().await?.error_for_status()?.bytes().await?.to_vec())
    }

    /// Reads, trying again for `patience` where that may help.
    pub async fn get_patiently<T: DeserializeOwned>(
        &self,
        path: &str,
        patience: Duration,
        retries: &Retries,
    ) -> Result<T, ApiFailure> {
        let mut wait = Wait::new(patience, path.len());
        loop {
            match self.get(path).await {
                Err(failure) => self.pause(failure, &mut wait, retries).await?,
                read => return read,
            }
        }
    }

    /// Commands once.
    pub async fn command<B: Serialize, T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        key: Uuid,
        body: &B,
    ) -> Result<T, ApiFailure> {
        let request = self.http.request(method, format!("{}{path}", self.base));
        let request = request.bearer_auth(self.token()).header("idempotency-key", key.to_string()).json(body);
        read(request.send().await?).await
    }

    /// Commands once, where the answer is that it was done.
    pub async fn order<B: Serialize>(
        &self,
        method: Method,
        path: &str,
        key: Uuid,
        body: &B,
    ) -> Result<(), ApiFailure> {
        let request = self.http.request(method, format!("{}{path}", self.base));
        let request = request.bearer_auth(self.token()).header("idempotency-key", key.to_string()).json(body);
        accepted(request.send().await?).await.map(drop)
    }

    /// Posts until it is answered, with the same key, for at most `patience`: connections may be lost, the server may
    /// be away, the session may have ended. The key makes sure that it is done once.
    pub async fn post_patiently<B: Serialize, T: DeserializeOwned>(
        &self,
        path: &str,
        key: Uuid,
        body: &B,
        patience: Duration,
        retries: &Retries,
    ) -> Result<T, ApiFailure> {
        let mut wait = Wait::new(patience, usize::from(key.as_bytes()[0]));
        loop {
            match self.command(Method::POST, path, key, body).await {
                Err(failure) => self.pause(failure, &mut wait, retries).await?,
                answer => return answer,
            }
        }
    }

    /// After a failure: waits if trying again may help, and otherwise hands the failure on.
    async fn pause(&self, failure: ApiFailure, wait: &mut Wait, retries: &Retries) -> Result<(), ApiFailure> {
        if failure.is_unauthenticated() {
            // What stands in the way of a new session is met again, and judged, at the next try.
            drop(self.renew().await);
        } else if !failure.is_passing() {
            return Err(failure);
        }
        if !wait.pause().await {
            return Err(failure);
        }
        retries.0.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}

/// Growing waits, each a little different from those of others, so that not everybody comes back at once.
#[derive(Debug)]
struct Wait {
    until: tokio::time::Instant,
    next: Duration,
    spread: u32,
}

impl Wait {
    fn new(patience: Duration, salt: usize) -> Self {
        let spread = u32::try_from(salt % 50).unwrap_or_default();
        Self { until: tokio::time::Instant::now() + patience, next: FIRST_WAIT, spread }
    }

    /// Waits; false when patience has run out.
    async fn pause(&mut self) -> bool {
        if tokio::time::Instant::now() + self.next > self.until {
            return false;
        }
        tokio::time::sleep(self.next + self.next * self.spread / 100).await;
        self.next = (self.next * 2).min(LONGEST_WAIT);
        true
    }
}

async fn open_session(
    http: &reqwest::Client,
    base: &str,
    log_in: &LogIn,
) -> Result<(Arc<str>, Session), ApiFailure> {
    let request = http.post(format!("{base}/api/session")).json(log_in);
    let answer = request.header("idempotency-key", SystemIds.id().to_string()).send().await?;
    let cookie = answer
        .headers()
        .get_all(header::SET_COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .filter_map(|value| value.split(';').next()?.split_once('='))
        .find(|(name, _)| *name == SESSION_COOKIE)
        .map(|(_, token)| Arc::from(token));
    let session = read(answer).await?;
    Ok((cookie.ok_or(ApiFailure::NoSession)?, session))
}

/// Reads an answer, or the problem it tells of.
async fn read<T: DeserializeOwned>(answer: reqwest::Response) -> Result<T, ApiFailure> {
    Ok(accepted(answer).await?.json().await?)
}

/// An answer that does not refuse.
async fn accepted(answer: reqwest::Response) -> Result<reqwest::Response, ApiFailure> {
    let status = answer.status();
    if status.is_success() {
        return Ok(answer);
    }
    let text = answer.text().await?;
    let problem: Option<Problem> = serde_json::from_str(&text).ok();
    let code = problem.as_ref().map(|problem| problem.code);
    Err(ApiFailure::Refused { status, code, detail: text })
}
