//! Logs demo accounts in, for the tools that act as several users.

use std::sync::Arc;

use futures::{StreamExt, TryStreamExt};

use super::{Api, ApiFailure};

/// Log-ins at once: each costs a core for some fifty milliseconds on purpose.
const AT_ONCE: usize = 2;

/// Those who file calls, in turn.
const DISPATCHERS: [&str; 4] = ["k112.dispecers", "vp.dispecers", "rpp.dispecers", "vugd.dispecers"];
/// Those who watch: of several institutions, some of which see nothing of what happens in Rīga.
const READERS: [&str; 12] = [
    "k112.dispecers",
    "vp.dispecers",
    "rpp.dispecers",
    "vugd.dispecers",
    "rop.dispecers",
    "jpp.dispecers",
    "k112.komandieris",
    "vp.komandieris",
    "rpp.komandieris",
    "k112.inspektors",
    "vp.inspektors",
    "rpp.inspektors",
];

/// Dispatchers of the demo data, each as often as needed, every one with a session of her own.
pub async fn dispatchers(url: &str, count: usize, device: &str) -> Result<Vec<Arc<Api>>, ApiFailure> {
    log_in(url, DISPATCHERS.map(str::to_owned).into_iter().cycle().take(count).collect(), device).await
}

/// One user of each institution and role that watches live screens.
pub async fn readers(url: &str, device: &str) -> Result<Vec<Arc<Api>>, ApiFailure> {
    log_in(url, READERS.map(str::to_owned).to_vec(), device).await
}

async fn log_in(url: &str, logins: Vec<String>, device: &str) -> Result<Vec<Arc<Api>>, ApiFailure> {
    let sessions = logins.into_iter().map(|login| async move {
        Api::log_in(url, &login, crate::demo::PASSWORD, device).await.map(Arc::new)
    });
    futures::stream::iter(sessions).buffered(AT_ONCE).try_collect().await
}
