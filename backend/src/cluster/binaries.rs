//! Where PostgreSQL's own programs are.

use std::path::{Path, PathBuf};

use super::ClusterError;

/// One installed PostgreSQL.
#[derive(Debug, Clone)]
pub(super) struct Binaries {
    folder: PathBuf,
    /// Major version, for example `15`.
    pub version: String,
}

impl Binaries {
    /// Finds a PostgreSQL with PostGIS: the one `named`, else the newest, of the version `wanted` by an existing
    /// cluster where there is one.
    pub(super) fn find(named: Option<&Path>, wanted: Option<&str>) -> Result<Self, ClusterError> {
        let folders = named.map_or_else(candidates, |folder| vec![folder.to_owned()]);
        let mut found: Vec<Self> = folders.iter().filter_map(|folder| Self::at(folder)).collect();
        if found.is_empty() {
            return Err(ClusterError::NoBinaries { looked_in: folders });
        }
        found.sort_by_key(|one| std::cmp::Reverse(one.version.parse::<u32>().unwrap_or_default()));
        if let Some(wanted) = wanted {
            let versions = found.iter().map(|one| one.version.clone()).collect();
            found.retain(|one| one.version == wanted);
            if found.is_empty() {
                return Err(ClusterError::WrongVersion { wanted: wanted.to_owned(), found: versions });
            }
        }
        let newest = found[0].version.clone();
        found.into_iter().find(Self::has_postgis).ok_or(ClusterError::NoPostgis { version: newest })
    }

    /// The path of one of its programs.
    pub(super) fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn at(folder: &Path) -> Option<Self> {
        let complete = ["initdb", "pg_ctl", "postgres"].iter().all(|name| folder.join(name).is_file());
        if !complete {
            return None;
        }
        let output = std::process::Command::new(folder.join("postgres")).arg("--version").output().ok()?;
        let version = major(&String::from_utf8_lossy(&output.stdout))?;
        // Absolute, because its programs are run from another folder.
        Some(Self { folder: folder.canonicalize().ok()?, version })
    }

    fn has_postgis(&self) -> bool {
        // Debian keeps the shared files apart from the programs; everybody else keeps them beside.
        let debian = PathBuf::from("/usr/share/postgresql").join(&self.version);
        let beside = self.folder.join("../share");
        [debian, beside.clone(), beside.join("postgresql")]
            .iter()
            .any(|share| share.join("extension/postgis.control").is_file())
    }
}

fn candidates() -> Vec<PathBuf> {
    // Debian keeps one folder per version in /usr/lib/postgresql, the project's own packages in /usr/pgsql-<version>.
    let debian = entries("/usr/lib/postgresql");
    let upstream = entries("/usr").filter(|path| path.to_string_lossy().starts_with("/usr/pgsql-"));
    let versioned = debian.chain(upstream).map(|folder| folder.join("bin"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    versioned.chain(std::env::split_paths(&path)).collect()
}

fn entries(folder: &str) -> impl Iterator<Item = PathBuf> {
    std::fs::read_dir(folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()))
}

/// The major version in a line such as `postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)`.
fn major(line: &str) -> Option<String> {
    let number = line.split_once("(PostgreSQL) ")?.1;
    let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
    (!digits.is_empty()).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read_from_any_vendors_line() {
        assert_eq!(major("postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)").as_deref(), Some("15"));
        assert_eq!(major("postgres (PostgreSQL) 18beta1").as_deref(), Some("18"));
        assert_eq!(major("mysqld 8.0").as_deref(), None);
    }

    #[test]
    fn a_folder_without_postgres_is_named_in_the_error() {
        let missing = Binaries::find(Some(Path::new("/nonexistent/bin")), None).unwrap_err();
        assert!(missing.to_string().contains("/nonexistent/bin"), "{missing}");
        assert!(missing.to_string().contains("VNR_PG_BIN"), "{missing}");
    }

    #[test]
    fn a_cluster_of_a_version_that_is_not_installed_is_refused() {
        let refused = Binaries::find(None, Some("7")).unwrap_err();
        assert!(matches!(refused, ClusterError::WrongVersion { .. }), "{refused}");
    }
}
