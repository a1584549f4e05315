//! Configuration from the environment. Everything that is wrong with it is said at once, at start.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use vnr_shared::settings::Tiles;

use crate::tiles::{self, Archive};

/// What the server runs with.
#[derive(Debug, Clone)]
pub struct Config {
    /// Address of the page and the API (`VNR_LISTEN`).
    pub listen: SocketAddr,
    /// Address of the metrics (`VNR_METRICS_LISTEN`); none, when absent.
    pub metrics: Option<SocketAddr>,
    /// The database (`DATABASE_URL`); a private cluster under `data`, when absent.
    pub database_url: Option<String>,
    /// Most connections to the database (`VNR_DB_CONNECTIONS`).
    pub connections: u32,
    /// Folder for attachments and the private cluster (`VNR_DATA`).
    pub data: PathBuf,
    /// Whether an empty private database is filled with the demonstration (`VNR_DEMO`, `0` or `1`; `1` when absent).
    pub demo: bool,
    /// What handlers need to know.
    pub settings: Settings,
}

/// The part of the configuration that handlers need.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where browsers reach the page (`VNR_ORIGIN`), such as `https://vnr.example`. Passkeys and OIDC are bound to it.
    pub origin: url::Url,
    /// Longest life of a session, in hours (`VNR_SESSION_HOURS`). A dispatcher's longest shift is twelve.
    pub session_hours: i64,
    /// Seconds without input after which the screen locks (`VNR_IDLE_LOCK_SECONDS`).
    pub idle_lock_seconds: u32,
    /// Reverse proxies in front of the server (`VNR_PROXIES`), each of which adds the address it was called from to
    /// `X-Forwarded-For`. With the wrong number guesses are counted against the proxy, or against whatever a guesser writes.
    pub proxies: usize,
    /// Largest attachment, in bytes (`VNR_ATTACHMENT_MAX`).
    pub attachment_max: u64,
    /// Most open live sockets of this node (`VNR_SOCKETS_MAX`).
    pub sockets_max: usize,
    /// Log-in by OpenID Connect, when configured (`VNR_OIDC_ISSUER`, `VNR_OIDC_CLIENT_ID`, `VNR_OIDC_CLIENT_SECRET`).
    pub oidc: Option<Oidc>,
    /// File of the road map that `vnr import roads` writes (`VNR_ROADS`); `roads.vnr` in the data folder, when absent.
    pub roads: PathBuf,
    /// Base map of the deployment (`VNR_TILES`, `VNR_TILES_WMS_LAYERS`, `VNR_TILES_ATTRIBUTION`); the packaged map alone,
    /// when absent.
    pub tiles: Option<Tiles>,
    /// A PMTiles archive of raster tiles that the server itself serves as the base map (`VNR_TILES_FILE`).
    pub archive: Option<Arc<Archive>>,
}

/// An OpenID Connect provider.
#[derive(Clone)]
pub struct Oidc {
    /// Issuer.
    pub issuer: url::Url,
    /// Client id.
    pub client_id: String,
    /// Client secret.
    pub client_secret: String,
}

impl std::fmt::Debug for Oidc {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Oidc").field("issuer", &self.issuer.as_str()).finish_non_exhaustive()
    }
}

/// Everything that is wrong with the configuration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the configuration has {} fault(s):\n{}", .0.len(), .0.join("\n"))]
pub struct ConfigError(pub Vec<String>);

impl Config {
    /// Reads the configuration through `get`, which looks a variable up.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let mut reader = Reader { get, faults: Vec::new() };
        let listen =
            reader.parsed("VNR_LISTEN", "127.0.0.1:8112", "an address with a port, such as 127.0.0.1:8112");
        let metrics = reader.optional("VNR_METRICS_LISTEN", "an address with a port");
        let database_url = reader.text("DATABASE_URL");
        if database_url
            .as_ref()
            .is_some_and(|url| !url.starts_with("postgres://") && !url.starts_with("postgresql://"))
        {
            reader.faults.push("DATABASE_URL must begin with postgres://".to_owned());
        }
        let oidc = reader.oidc();
        let default_origin = format!("http://localhost:{}", listen.map_or(8112, |l: SocketAddr| l.port()));
        let origin = reader.parsed("VNR_ORIGIN", &default_origin, "a URL such as https://vnr.example");
        let session_hours = reader.ranged("VNR_SESSION_HOURS", 12, 1, 72);
        let idle = reader.ranged("VNR_IDLE_LOCK_SECONDS", 900, 30, 86_400);
        let proxies = reader.ranged("VNR_PROXIES", 0, 0, 10);
        let attachment_max = reader.ranged("VNR_ATTACHMENT_MAX", 100 << 20, 1024, 10 << 30);
        let sockets_max = reader.ranged("VNR_SOCKETS_MAX", 10_000, 1, 1_000_000);
        let demo = reader.ranged("VNR_DEMO", 1, 0, 1) == 1;
        let connections = reader.ranged("VNR_DB_CONNECTIONS", 16, 2, 500);
        let archive = reader.archive();
        let tiles = reader.tiles(archive.as_deref());
        let data = reader.text("VNR_DATA").map_or_else(|| PathBuf::from(".local"), PathBuf::from);
        let roads = reader.text("VNR_ROADS").map_or_else(|| data.join("roads.vnr"), PathBuf::from);
        match (listen, metrics, origin, oidc) {
            (Some(listen), Ok(metrics), Some(origin), Ok(oidc)) if reader.faults.is_empty() => Ok(Self {
                listen,
                metrics,
                database_url,
                connections: u32::try_from(connections).unwrap_or(16),
                data,
                demo,
                settings: Settings {
                    origin,
                    session_hours,
                    idle_lock_seconds: u32::try_from(idle).unwrap_or(900),
                    proxies: usize::try_from(proxies).unwrap_or_default(),
                    attachment_max: u64::try_from(attachment_max).unwrap_or_default(),
                    sockets_max: usize::try_from(sockets_max).unwrap_or_default(),
                    oidc,
                    roads,
                    tiles,
                    archive,
                },
            }),
            _ => Err(ConfigError(reader.faults)),
        }
    }

    /// Reads the configuration of this process.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::read(|name| std::env::var(name).ok())
    }
}

/// Looks variables up and collects what is wrong with them.
struct Reader<F> {
    get: F,
    faults: Vec<String>,
}

/// Says that a fault was already noted.
struct Noted;

impl<F: Fn(&str) -> Option<String>> Reader<F> {
    fn text(&self, name: &str) -> Option<String> {
        (self.get)(name).map(|v| v.trim().to_owned()).filter(|v| !v.is_empty())
    }

    fn parsed<T: std::str::FromStr>(&mut self, name: &str, default: &str, form: &str) -> Option<T> {
        let value = self.text(name).unwrap_or_else(|| default.to_owned());
        let parsed = value.parse().ok();
        if parsed.is_none() {
            self.faults.push(format!("{name} must be {form}"));
        }
        parsed
    }

    fn optional<T: std::str::FromStr>(&mut self, name: &str, form: &str) -> Result<Option<T>, Noted> {
        match self.text(name) {
            None => Ok(None),
            Some(value) => value.parse().map(Some).map_err(|_| {
                self.faults.push(format!("{name} must be {form}"));
                Noted
            }),
        }
    }

    fn ranged(&mut self, name: &str, default: i64, least: i64, most: i64) -> i64 {
        let Some(value) = self.text(name) else { return default };
        match value.parse() {
            Ok(number) if (least..=most).contains(&number) => number,
            _ => {
                self.faults.push(format!("{name} must be a whole number from {least} to {most}"));
                default
            }
        }
    }

    fn archive(&mut self) -> Option<Arc<Archive>> {
        let path = self.text("VNR_TILES_FILE")?;
        if self.text("VNR_TILES").is_some() {
            self.faults.push("VNR_TILES and VNR_TILES_FILE exclude each other".to_owned());
        }
        match Archive::open(Path::new(&path)) {
            Ok(archive) => Some(Arc::new(archive)),
            Err(error) => {
                self.faults.push(format!("VNR_TILES_FILE {error}"));
                None
            }
        }
    }

    fn tiles(&mut self, archive: Option<&Archive>) -> Option<Tiles> {
        let attribution = self.text("VNR_TILES_ATTRIBUTION").unwrap_or_default();
        if let Some(archive) = archive {
            let deepest = Some(archive.deepest());
            return Some(Tiles {
                url: tiles::ADDRESS.to_owned(),
                wms_layers: String::new(),
                deepest,
                attribution,
            });
        }
        let url = self.text("VNR_TILES")?;
        let wms_layers = self.text("VNR_TILES_WMS_LAYERS").unwrap_or_default();
        if wms_layers.is_empty() && !["{z}", "{x}", "{y}"].iter().all(|part| url.contains(part)) {
            self.faults.push(
                "VNR_TILES must hold {z}, {x} and {y}, or VNR_TILES_WMS_LAYERS must name layers".to_owned(),
            );
        }
        Some(Tiles { url, wms_layers, deepest: None, attribution })
    }

    fn oidc(&mut self) -> Result<Option<Oidc>, Noted> {
        let names = ["VNR_OIDC_ISSUER", "VNR_OIDC_CLIENT_ID", "VNR_OIDC_CLIENT_SECRET"];
        match names.map(|name| self.text(name)) {
            [None, None, None] => Ok(None),
            [Some(issuer), Some(client_id), Some(client_secret)] => {
                if let Ok(issuer) = issuer.parse() {
                    return Ok(Some(Oidc { issuer, client_id, client_secret }));
                }
                self.faults.push("VNR_OIDC_ISSUER must be a URL".to_owned());
                Err(Noted)
            }
            _ => {
                self.faults.push(format!("{} belong together: set all or none", names.join(", ")));
                Err(Noted)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_environment_is_a_whole_configuration() {
        let config = Config::read(|_| None).unwrap();
        assert_eq!(config.listen.port(), 8112);
        assert_eq!(config.settings.origin.as_str(), "http://localhost:8112/");
    }

    #[test]
    fn every_fault_is_named_at_once() {
        let error = Config::read(|name| match name {
            "VNR_LISTEN" => Some("here".into()),
            "VNR_SESSION_HOURS" => Some("1000".into()),
            "VNR_OIDC_ISSUER" => Some("https://id.example".into()),
            "DATABASE_URL" => Some("mysql://x".into()),
            _ => None,
        })
        .unwrap_err();
        assert_eq!(error.0.len(), 4, "{error}");
    }
}
