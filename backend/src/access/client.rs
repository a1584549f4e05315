//! Where a log-in comes from, and the cookie it leaves with.

use std::convert::Infallible;
use std::net::SocketAddr;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};

use super::SESSION_COOKIE;
use crate::app::App;

/// Longest part of a browser's name of itself that is kept, in characters.
const USER_AGENT_MAX: usize = 300;

/// Where a request comes from, as far as it tells.
#[derive(Debug, Clone)]
pub struct Client {
    /// Network address; empty when the server was called without a network.
    pub address: String,
    /// Browser, as it names itself.
    pub user_agent: String,
}

impl FromRequestParts<App> for Client {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Infallible> {
        let address = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let agent = parts.headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok());
        Ok(Self {
            address: address.map(|ConnectInfo(a)| a.ip().to_canonical().to_string()).unwrap_or_default(),
            user_agent: agent.unwrap_or_default().chars().take(USER_AGENT_MAX).collect(),
        })
    }
}

/// The session cookie. `Lax`, so that a link in a message opens the page logged in; commands need the CSRF token too.
pub fn cookie(token: &str, seconds: i64) -> Option<HeaderValue> {
    let text = format!("{SESSION_COOKIE}={token}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=Lax");
    HeaderValue::from_str(&text).ok()
}
