//! How many files and connections the system lets this process have open. Many systems begin with 1 024, which a thousand
//! consoles use up, and let a process raise that by itself up to a second limit.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// What a server has open beside its clients' connections: database, files, the log.
pub const BESIDE_CLIENTS: u64 = 500;

/// Raises the limit so that `connections` fit beside the rest, as far as the system allows, and says how many
/// connections do fit; `u64::MAX` where there is no limit.
pub fn allow(connections: usize) -> u64 {
    let wanted = u64::try_from(connections).unwrap_or(u64::MAX).saturating_add(BESIDE_CLIENTS);
    let limit = getrlimit(Resource::Nofile);
    let mut have = limit.current;
    if let Some(current) = reachable(limit.current, limit.maximum, wanted)
        && setrlimit(Resource::Nofile, Rlimit { current: Some(current), maximum: limit.maximum }).is_ok()
    {
        have = Some(current);
    }
    have.map_or(u64::MAX, |have| have.saturating_sub(BESIDE_CLIENTS))
}

/// The limit to ask for; `None` where there is nothing to ask. A limit of `None` is none.
fn reachable(current: Option<u64>, maximum: Option<u64>, wanted: u64) -> Option<u64> {
    let aim = maximum.map_or(wanted, |maximum| maximum.min(wanted));
    current.is_some_and(|current| current < aim).then_some(aim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_is_raised_as_far_as_the_system_allows_and_never_lowered() {
        assert_eq!(reachable(Some(1024), Some(524_288), 11_500), Some(11_500));
        assert_eq!(reachable(Some(1024), Some(4096), 11_500), Some(4096));
        assert_eq!(reachable(Some(1024), None, 11_500), Some(11_500));
        assert_eq!(reachable(Some(20_000), Some(20_000), 11_500), None);
        assert_eq!(reachable(None, None, 11_500), None);
    }

    #[test]
    fn what_fits_is_what_the_system_says_and_not_what_was_asked() {
        let fits = allow(1);
        let current = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
        assert!(fits == u64::MAX || fits == current - BESIDE_CLIENTS);
    }
}
