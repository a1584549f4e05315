//! What every screen needs to name things: types of incident and institutions, loaded once a session.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use vnr_shared::access::{Institution, InstitutionKind};
use vnr_shared::catalogue::{IncidentType, TypeForm};
use vnr_shared::id::{DepartmentId, InstitutionId};
use vnr_shared::incident::{Category, ResponseNorm, start_clock};
use vnr_shared::place::TerritoryClass;

use crate::api::{self, Failure};
use crate::edge;
use crate::i18n;
use crate::session::Access;

/// The catalogues.
#[derive(Clone, Copy)]
pub struct Catalogue {
    /// Types of incident, those no longer valid too: old incidents name them.
    pub types: RwSignal<Vec<IncidentType>>,
    /// Institutions.
    pub institutions: RwSignal<Vec<Institution>>,
    norms: RwSignal<Vec<ResponseNorm>>,
    kind: Memo<Option<InstitutionKind>>,
}

/// The catalogues as a device keeps them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct KeptCatalogue {
    pub types: Vec<IncidentType>,
    pub institutions: Vec<Institution>,
    pub norms: Vec<ResponseNorm>,
    /// What the forms of types must have.
    pub forms: Vec<TypeForm>,
}

impl KeptCatalogue {
    /// Asks the server for all of them.
    pub async fn fetch() -> Result<Self, Failure> {
        Ok(Self {
            types: api::get(api::TYPES_EVER).await?,
            institutions: api::get(api::INSTITUTIONS).await?,
            norms: api::get(api::NORMS).await?,
            forms: api::get(api::FORMS).await?,
        })
    }
}

impl Catalogue {
    /// Loads the catalogues for the page.
    pub fn provide() -> Self {
        let catalogue = Self::provide_empty();
        catalogue.load();
        catalogue
    }

    /// Shows catalogues that somebody else keeps.
    pub fn take(self, kept: KeptCatalogue) {
        self.types.set(kept.types);
        self.institutions.set(kept.institutions);
        self.norms.set(kept.norms);
    }

    /// Catalogues that somebody will [`take`](Self::take).
    pub fn provide_empty() -> Self {
        let access = expect_context::<Access>();
        let catalogue = Self {
            types: RwSignal::new(Vec::new()),
            institutions: RwSignal::new(Vec::new()),
            norms: RwSignal::new(Vec::new()),
            kind: Memo::new(move |_| access.session().map(|s| s.institution.kind)),
        };
        provide_context(catalogue);
        catalogue
    }

    /// Loads them anew, after an administrator changed something.
    pub fn load(self) {
        spawn_local(async move {
            if let Ok(types) = api::get(api::TYPES_EVER).await {
                self.types.try_set(types);
            }
            if let Ok(institutions) = api::get(api::INSTITUTIONS).await {
                self.institutions.try_set(institutions);
            }
            if let Ok(norms) = api::get(api::NORMS).await {
                self.norms.try_set(norms);
            }
        });
    }

    /// The latest row of a type. Reactive.
    pub fn type_row(self, code: &str) -> Option<IncidentType> {
        // By code and time, so the last one is the latest.
        self.types.with(|all| all.iter().rfind(|t| t.code == code).cloned())
    }

    /// Name of a type; its code while the catalogue is on the way. Reactive.
    pub fn type_name(self, code: &str) -> String {
        let lang = i18n::lang();
        self.type_row(code).map_or_else(|| code.to_owned(), |t| t.name(lang).to_owned())
    }

    /// Minutes to arrival that the law gives a new incident of this institution, and whether they are confirmed; by
    /// the shared rule. Reactive.
    pub fn minutes(self, category: Category, class: Option<TerritoryClass>) -> Option<(i64, bool)> {
        let (kind, now) = (self.kind.get()?, edge::now());
        let clock = self.norms.with(|norms| start_clock(norms, category, class, kind, now, None))?;
        Some(((clock.due_at - clock.started_at).num_minutes(), clock.confirmed))
    }

    /// Name of an institution. Reactive.
    pub fn institution_name(self, id: InstitutionId) -> String {
        let lang = i18n::lang();
        self.institutions
            .with(|all| all.iter().find(|i| i.id == id).map(|i| i.name(lang).to_owned()).unwrap_or_default())
    }

    /// Name of a department. Reactive.
    pub fn department_name(self, id: DepartmentId) -> Option<String> {
        self.institutions
            .with(|all| all.iter().flat_map(|i| &i.departments).find(|d| d.id == id).map(|d| d.name.clone()))
    }

    /// Institutions that take part, as choices of a list. Reactive.
    pub fn institution_choices(self) -> Vec<(String, String)> {
        let lang = i18n::lang();
        self.institutions.with(|all| {
            all.iter().filter(|i| i.active).map(|i| (i.id.to_string(), i.name(lang).to_owned())).collect()
        })
    }
}
