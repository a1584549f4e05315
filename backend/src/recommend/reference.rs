//! The response plans a new register begins with: for every institution of a kind, unconfirmed, until an institution writes
//! its own.

use serde::Deserialize;
use sqlx::PgConnection;
use vnr_shared::access::InstitutionKind;
use vnr_shared::id::PlanId;
use vnr_shared::recommend::PutPlan;
use vnr_shared::time::DateTime;

use super::store::plans::{self as store, Whose};
use crate::reference::ReferenceError;

const PLANS: &str = include_str!("../../../data/reference/response_plans.json");

#[derive(Debug, Deserialize)]
struct Packaged {
    id: PlanId,
    kind: InstitutionKind,
    plan: PutPlan,
}

/// Fills the table of plans if it is empty.
pub async fn load(conn: &mut PgConnection, since: DateTime) -> Result<(), ReferenceError> {
    if !store::is_empty(conn).await? {
        return Ok(());
    }
    let plans: Vec<Packaged> = serde_json::from_str(PLANS)?;
    for Packaged { id, kind, plan } in plans {
        store::replace(conn, id, Whose { institution: None, kind }, &plan, since).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_packaged_plans_are_plans_without_a_fault_and_unconfirmed() {
        let plans: Vec<Packaged> = serde_json::from_str(PLANS).unwrap();
        let ids: BTreeSet<_> = plans.iter().map(|p| p.id).collect();
        assert_eq!(ids.len(), plans.len());
        for mut packaged in plans {
            let found = packaged.plan.check();
            assert!(found.faults.is_empty(), "{}: {found:?}", packaged.plan.name_en);
            assert!(!packaged.plan.confirmed && !packaged.plan.ended && packaged.plan.version == 0);
        }
    }
}
