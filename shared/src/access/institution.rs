//! Institutions and their departments.

use serde::{Deserialize, Serialize};

use crate::id::{DepartmentId, InstitutionId};
use crate::lang::Lang;
use crate::problem::{FaultCode, Findings};
use crate::text::{self, LINE_MAX};

/// Kind of institution. Duties, response times and rules of sharing depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum InstitutionKind {
    /// State Police (Valsts policija).
    StatePolice,
    /// Municipal police (pašvaldības policija).
    MunicipalPolice,
    /// Port police (ostas policija).
    PortPolice,
    /// State Fire and Rescue Service (Valsts ugunsdzēsības un glābšanas dienests).
    FireRescue,
    /// State Border Guard (Valsts robežsardze).
    BorderGuard,
    /// Prosecution office (prokuratūra).
    Prosecutor,
    /// The 112 contact centre (112 kontaktu centrs).
    EmergencyCentre,
    /// Prison Administration (Ieslodzījuma vietu pārvalde).
    PrisonService,
    /// A state security institution.
    SecurityService,
    /// The manager of the register (Iekšlietu ministrijas Informācijas centrs).
    RegisterManager,
}

impl InstitutionKind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::StatePolice,
        Self::MunicipalPolice,
        Self::PortPolice,
        Self::FireRescue,
        Self::BorderGuard,
        Self::Prosecutor,
        Self::EmergencyCentre,
        Self::PrisonService,
        Self::SecurityService,
        Self::RegisterManager,
    ];
}

/// An institution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Institution {
    /// Id.
    pub id: InstitutionId,
    /// Short code that begins its registration numbers, such as `VP`.
    pub code: String,
    /// Kind.
    pub kind: InstitutionKind,
    /// Latvian name.
    pub name_lv: String,
    /// English name.
    pub name_en: String,
    /// ATVK codes of the territories it works in now.
    pub territories: Vec<String>,
    /// Departments.
    pub departments: Vec<Department>,
    /// Whether it takes part in the register.
    pub active: bool,
    /// Version.
    pub version: i64,
}

impl Institution {
    /// Name in a language.
    pub fn name(&self, lang: Lang) -> &str {
        lang.pick(&self.name_lv, &self.name_en)
    }
}

/// A department (struktūrvienība).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Department {
    /// Id.
    pub id: DepartmentId,
    /// Name.
    pub name: String,
}

/// Adds or changes an institution. Territories that are left out end now; new ones begin now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PutInstitution {
    /// Version it is based on; 0 for a new one.
    pub version: i64,
    /// Code; fixed once the institution exists.
    pub code: String,
    /// Kind.
    pub kind: InstitutionKind,
    /// Latvian name.
    pub name_lv: String,
    /// English name.
    pub name_en: String,
    /// ATVK codes of its territories.
    #[serde(default)]
    pub territories: Vec<String>,
    /// Departments. One that is left out stays, because old incidents name it.
    #[serde(default)]
    pub departments: Vec<Department>,
    /// Whether it takes part.
    pub active: bool,
}

impl PutInstitution {
    /// Checks and tidies.
    pub fn check(&mut self) -> Findings {
        let mut found = Findings::default();
        self.code = found.take("code", text::clean_line(&self.code, 12)).to_uppercase();
        if !self.code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()) {
            found.fault("code", FaultCode::WrongForm);
        }
        self.name_lv = found.take("name_lv", text::clean_line(&self.name_lv, LINE_MAX));
        self.name_en = found.take("name_en", text::clean_line(&self.name_en, LINE_MAX));
        for (field, value) in [("code", &self.code), ("name_lv", &self.name_lv), ("name_en", &self.name_en)] {
            if value.is_empty() {
                found.fault(field, FaultCode::Required);
            }
        }
        for (i, department) in self.departments.iter_mut().enumerate() {
            department.name =
                found.take(&format!("departments.{i}.name"), text::clean_line(&department.name, LINE_MAX));
        }
        found
    }
}
