//! Writes the institutions and accounts of the demonstration.

use sqlx::{PgConnection, PgPool};
use vnr_shared::access::{Department, GiveGrant, GrantKind, PutInstitution, PutUser, Role};
use vnr_shared::id::{GrantId, InstitutionId, UserId};
use vnr_shared::lang::Lang;
use vnr_shared::time::DateTime;

use super::cast::{self, DemoInstitution, Ground};
use crate::access::{password, store};
use crate::clock::Ids;
use crate::error::ApiError;
use crate::journal::{self, Entry};

/// Why the demonstration could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The database.
    #[error("the demonstration could not be written")]
    Database(#[from] sqlx::Error),
    /// The packaged day.
    #[error("the day of the demonstration could not be read")]
    Csv(#[from] csv::Error),
    /// The packaged cards and hazards.
    #[error("the calls of the demonstration could not be read")]
    Json(#[from] serde_json::Error),
    /// The day asks for what cannot be done.
    #[error("the day of the demonstration went wrong: {0}")]
    Script(String),
    /// A function of the register refused.
    #[error("the register refused the demonstration")]
    Refused(#[from] ApiError),
}

/// Days for which the demo grants are good.
const GRANT_DAYS: i64 = 365;

/// Writes the institutions and accounts, unless there are users already. `at` is when they are said to begin; false when
/// there was nothing to do.
pub async fn load(pool: &PgPool, ids: &dyn Ids, at: DateTime) -> Result<bool, DemoError> {
    let hash = password::hash(cast::PASSWORD.to_owned(), ids.secret()).await?;
    let mut tx = pool.begin().await?;
    store::users::lock_table(&mut tx).await?;
    if store::users::any(&mut *tx).await? {
        return Ok(false);
    }
    let mut names = cast::NAMES.iter().cycle();
    let mut institutions = Vec::new();
    for institution in cast::INSTITUTIONS {
        let id = institution_of(&mut tx, ids, institution, at).await?;
        institutions.push((institution.code, id));
        for role in institution.roles {
            let name = match role {
                Role::System => "Ārējā sistēma",
                _ => names.next().copied().unwrap_or_default(),
            };
            account(&mut tx, ids, institution, id, *role, name, &hash, at).await?;
        }
    }
    // Who may see a unit depends on who there is, so the units come last.
    for (code, id) in institutions {
        super::units::load(&mut tx, ids, (code, id), at).await?;
    }
    tx.commit().await?;
    Ok(true)
}

async fn institution_of(
    conn: &mut PgConnection,
    ids: &dyn Ids,
    demo: &DemoInstitution,
    at: DateTime,
) -> Result<InstitutionId, DemoError> {
    let id = InstitutionId(ids.id());
    let territories = match demo.ground {
        Ground::Country => store::institutions::whole_country(conn, at).await?,
        Ground::Codes(codes) => codes.iter().map(|&code| code.to_owned()).collect(),
    };
    let departments =
        demo.departments.iter().map(|name| Department { id: ids.id().into(), name: (*name).to_owned() });
    let put = PutInstitution {
        version: 0,
        code: demo.code.to_owned(),
        kind: demo.kind,
        name_lv: demo.name_lv.to_owned(),
        name_en: demo.name_en.to_owned(),
        territories,
        departments: departments.collect(),
        active: true,
    };
    store::institutions::insert(conn, id, &put).await?;
    store::institutions::put_departments(conn, id, &put.departments).await?;
    let found = store::institutions::territories(conn, &put.territories).await?;
    store::institutions::set_territories(conn, id, &found, at).await?;
    let payload = serde_json::json!({ "after": put });
    journal::append(conn, None, at, None, Entry::quiet("institution", id.0, "institution.put", payload))
        .await?;
    Ok(id)
}

#[expect(clippy::too_many_arguments, reason = "one row with all its columns")]
async fn account(
    conn: &mut PgConnection,
    ids: &dyn Ids,
    demo: &DemoInstitution,
    institution: InstitutionId,
    role: Role,
    name: &str,
    hash: &str,
    at: DateTime,
) -> Result<(), DemoError> {
    let id = UserId(ids.id());
    let put = PutUser {
        version: 0,
        login: cast::login(demo, role),
        name: name.to_owned(),
        institution,
        department: None,
        roles: vec![role],
        lang: Lang::Lv,
        active: true,
        password: None,
    };
    store::users::insert(conn, id, &put, Some(hash)).await?;
    store::users::set_roles(conn, id, &put.roles, at).await?;
    let payload = serde_json::json!({ "after": put });
    journal::append(conn, None, at, None, Entry::quiet("user", id.0, "user.put", payload)).await?;
    // A commander sees restricted incidents and a registrar protected fields, so that both grants can be shown.
    let kind = match role {
        Role::Commander => GrantKind::RestrictedIncidents,
        Role::Registrar => GrantKind::ProtectedFields,
        _ => return Ok(()),
    };
    let grant = GiveGrant {
        id: GrantId(ids.id()),
        kind,
        reason: "Demonstrācija".to_owned(),
        valid_to: at + chrono::Duration::days(GRANT_DAYS),
    };
    store::users::give(conn, None, id, &grant, at).await?;
    let payload = serde_json::json!({ "grant": grant });
    journal::append(conn, None, at, None, Entry::quiet("user", id.0, "user.grant_given", payload)).await?;
    Ok(())
}
