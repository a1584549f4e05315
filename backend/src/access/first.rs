//! The first account of a register: an administrator of its manager, who makes all others.

use sqlx::PgPool;
use vnr_shared::access::{InstitutionKind, PutInstitution, PutUser, Role};
use vnr_shared::id::{InstitutionId, UserId};
use vnr_shared::lang::Lang;
use vnr_shared::time::DateTime;

use super::{password, store};
use crate::clock::Ids;
use crate::error::{ApiError, accept};
use crate::journal::{self, Entry};

/// Makes the register's manager and its administrator; false when there are users already.
pub async fn administrator(
    pool: &PgPool,
    ids: &dyn Ids,
    login: &str,
    secret: &str,
    now: DateTime,
) -> Result<bool, ApiError> {
    let mut manager = PutInstitution {
        version: 0,
        code: "IC".to_owned(),
        kind: InstitutionKind::RegisterManager,
        name_lv: "Iekšlietu ministrijas Informācijas centrs".to_owned(),
        name_en: "Information Centre of the Ministry of the Interior".to_owned(),
        territories: Vec::new(),
        departments: Vec::new(),
        active: true,
    };
    accept(manager.check())?;
    let institution = InstitutionId(ids.id());
    let mut user = PutUser {
        version: 0,
        login: login.to_owned(),
        name: login.to_owned(),
        institution,
        department: None,
        roles: vec![Role::Administrator],
        lang: Lang::Lv,
        active: true,
        password: Some(secret.to_owned()),
    };
    accept(user.check())?;
    user.password = None;
    let hash = password::hash(secret.to_owned(), ids.secret()).await?;
    let mut tx = pool.begin().await?;
    store::users::lock_table(&mut tx).await?;
    if store::users::any(&mut *tx).await? {
        return Ok(false);
    }
    store::institutions::insert(&mut tx, institution, &manager).await?;
    let payload = serde_json::json!({ "after": manager });
    let entry = Entry::quiet("institution", institution.0, "institution.put", payload);
    journal::append(&mut tx, None, now, None, entry).await?;
    let id = UserId(ids.id());
    store::users::insert(&mut tx, id, &user, Some(&hash)).await?;
    store::users::set_roles(&mut tx, id, &user.roles, now).await?;
    let entry = Entry::quiet("user", id.0, "user.put", serde_json::json!({ "after": user }));
    journal::append(&mut tx, None, now, None, entry).await?;
    tx.commit().await?;
    Ok(true)
}
