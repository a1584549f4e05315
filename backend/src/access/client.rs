//! Where a log-in comes from, and the cookie it leaves with.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};

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

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map(|ConnectInfo(a)| a.ip().to_canonical().to_string());
        let address = forwarded(&parts.headers, app.settings.proxies).or(peer);
        let agent = parts.headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok());
        Ok(Self {
            address: address.unwrap_or_default(),
            user_agent: agent.unwrap_or_default().chars().take(USER_AGENT_MAX).collect(),
        })
    }
}

/// The address that the outermost of so many proxies was called from. Each adds one at the end; what stands before them
/// the client may have written itself.
fn forwarded(headers: &HeaderMap, proxies: usize) -> Option<String> {
    let listed = headers.get_all("x-forwarded-for").iter().filter_map(|v| v.to_str().ok());
    let listed: Vec<&str> = listed.flat_map(|v| v.split(',')).map(str::trim).collect();
    let address = listed.get(listed.len().checked_sub(proxies)?).filter(|_| proxies > 0)?;
    address.parse::<IpAddr>().ok().map(|ip| ip.to_canonical().to_string())
}

/// The session cookie. `Lax`, so that a link in a message opens the page logged in; commands need the CSRF token too.
pub fn cookie(token: &str, seconds: i64) -> Option<HeaderValue> {
    let text = format!("{SESSION_COOKIE}={token}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=Lax");
    HeaderValue::from_str(&text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_own_proxies_wrote_is_believed() {
        let mut headers = HeaderMap::new();
        headers.append("x-forwarded-for", HeaderValue::from_static("6.6.6.6, 10.0.0.1"));
        headers.append("x-forwarded-for", HeaderValue::from_static("::ffff:10.0.0.2"));
        let at = |proxies| forwarded(&headers, proxies);
        assert_eq!(at(0), None);
        assert_eq!(at(1).as_deref(), Some("10.0.0.2"));
        assert_eq!(at(2).as_deref(), Some("10.0.0.1"));
        assert_eq!(at(4), None);
    }
}
