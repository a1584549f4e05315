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

/// Institutions that have units, by the beginning of their logins, and whether an officer of theirs has an account.
const FORCES: [(&str, bool); 6] =
    [("vp", true), ("rpp", true), ("jpp", false), ("vugd", false), ("rop", false), ("vrs", false)];

/// The machine account of the 112 platform.
pub async fn platform(url: &str, device: &str) -> Result<Arc<Api>, ApiFailure> {
    Api::log_in(url, "k112.sistema", crate::demo::PASSWORD, device).await.map(Arc::new)
}

/// The dispatcher of each institution that has units, and an officer where one has an account.
pub async fn floor(url: &str, device: &str) -> Result<Vec<(Arc<Api>, Option<Arc<Api>>)>, ApiFailure> {
    let logins = FORCES.map(|(code, _)| format!("{code}.dispecers")).to_vec();
    let officers =
        FORCES.iter().filter(|(_, officer)| *officer).map(|(code, _)| format!("{code}.inspektors"));
    let dispatchers = log_in(url, logins, device).await?;
    let mut officers = log_in(url, officers.collect(), device).await?.into_iter();
    let with = FORCES.map(|(_, officer)| officer);
    Ok(dispatchers
        .into_iter()
        .zip(with)
        .map(|(d, has)| (d, has.then(|| officers.next()).flatten()))
        .collect())
}

/// Dispatchers of the demo data, each as often as needed, every one with a session of her own.
pub async fn dispatchers(url: &str, count: usize, device: &str) -> Result<Vec<Arc<Api>>, ApiFailure> {
    log_in(url, DISPATCHERS.map(str::to_owned).into_iter().cycle().take(count).collect(), device).await
}

/// One user of each institution and role that watches live screens.
pub async fn readers(url: &str, device: &str) -> Result<Vec<Arc<Api>>, ApiFailure> {
    log_in(url, READERS.map(str::to_owned).to_vec(), device).await
}

/// These accounts of the demo data, every one with a session of its own; the same account may be named more than once.
pub async fn log_in(url: &str, logins: Vec<String>, device: &str) -> Result<Vec<Arc<Api>>, ApiFailure> {
    let sessions = logins.into_iter().map(|login| async move {
        Api::log_in(url, &login, crate::demo::PASSWORD, device).await.map(Arc::new)
    });
    futures::stream::iter(sessions).buffered(AT_ONCE).try_collect().await
}
