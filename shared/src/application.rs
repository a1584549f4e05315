//! The applications that the page is made of. Each is a program of its own, so that nobody downloads what another needs;
//! the server chooses the document by the address, the browser leaves for another document where the address says so.

/// One application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Application {
    /// The dispatcher's console: calls, open incidents, units, map, command line; and filing an incident.
    Console,
    /// The register: the card of an incident, field reports, search.
    Register,
    /// The commander's screens: situation, time machine, major events, wall display.
    Command,
    /// What is done at a desk and seldom: administration, one's own account.
    Office,
    /// The officer's screens, which work without a network.
    Tablet,
}

impl Application {
    /// Every application.
    pub const ALL: [Self; 5] = [Self::Console, Self::Register, Self::Command, Self::Office, Self::Tablet];

    /// The document it starts from, as a path of the server.
    pub const fn document(self) -> &'static str {
        match self {
            Self::Console => "/index.html",
            Self::Register => "/register.html",
            Self::Command => "/command.html",
            Self::Office => "/office.html",
            Self::Tablet => "/tablet.html",
        }
    }

    /// Its addresses, each with all that lie below; of two that fit, the one of the application that is listed first counts.
    /// What nobody claims is the console's.
    const fn claims(self) -> &'static [&'static str] {
        match self {
            // The form is there with the key: a dispatcher who has pressed it types on at once, and loading another document
            // would lose letters.
            Self::Console => &["incidents/new"],
            Self::Register => &["incidents", "reports", "search"],
            Self::Command => &["command"],
            Self::Office => &["admin", "account"],
            Self::Tablet => &["tablet"],
        }
    }

    /// The application that an address of the page belongs to: `/admin/types`.
    pub fn at(path: &str) -> Self {
        let path = path.split(['?', '#']).next().unwrap_or_default().trim_matches('/');
        let below = |claim: &str| {
            path.strip_prefix(claim).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        Self::ALL
            .into_iter()
            .find(|app| app.claims().iter().any(|claim| below(claim)))
            .unwrap_or(Self::Console)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_belongs_to_the_application_of_its_first_segment() {
        for path in ["/admin", "/admin/types", "/account", "/account?part=keys"] {
            assert_eq!(Application::at(path), Application::Office, "{path}");
        }
        for path in ["/command", "/command/wall", "/command/events?open=true"] {
            assert_eq!(Application::at(path), Application::Command, "{path}");
        }
        for path in ["/tablet", "/tablet/file", "/tablet/work/0199"] {
            assert_eq!(Application::at(path), Application::Tablet, "{path}");
        }
        for path in ["/incidents/0199", "/incidents/newer", "/reports", "/search", "/search?text=/admin"] {
            assert_eq!(Application::at(path), Application::Register, "{path}");
        }
        for path in ["/", "", "/incidents/new", "/incidents/new?call=1", "/?text=/search", "/administration"]
        {
            assert_eq!(Application::at(path), Application::Console, "{path}");
        }
    }
}
