//! Who takes part in the demonstration.

use vnr_shared::access::{InstitutionKind, Role};

/// Password of every demo account.
pub const PASSWORD: &str = "vienots-registrs-112";

/// Where an institution of the demonstration works.
#[derive(Debug, Clone, Copy)]
pub enum Ground {
    /// In the whole country.
    Country,
    /// In the territories of these ATVK codes.
    Codes(&'static [&'static str]),
}

/// An institution of the demonstration.
#[derive(Debug, Clone, Copy)]
pub struct DemoInstitution {
    /// Code.
    pub code: &'static str,
    /// Kind.
    pub kind: InstitutionKind,
    /// Latvian name.
    pub name_lv: &'static str,
    /// English name.
    pub name_en: &'static str,
    /// Territories.
    pub ground: Ground,
    /// Departments.
    pub departments: &'static [&'static str],
    /// Roles for which there is an account.
    pub roles: &'static [Role],
}

const RIGA: &str = "0001000";
const JURMALA: &str = "0004000";

/// Every institution of the demonstration.
pub const INSTITUTIONS: &[DemoInstitution] = &[
    DemoInstitution {
        code: "VP",
        kind: InstitutionKind::StatePolice,
        name_lv: "Valsts policija",
        name_en: "State Police",
        ground: Ground::Country,
        departments: &["Rīgas reģiona pārvaldes Operatīvās vadības birojs", "Satiksmes drošības birojs"],
        roles: &Role::ALL,
    },
    DemoInstitution {
        code: "RPP",
        kind: InstitutionKind::MunicipalPolice,
        name_lv: "Rīgas pašvaldības policija",
        name_en: "Rīga Municipal Police",
        ground: Ground::Codes(&[RIGA]),
        departments: &["Operatīvās vadības pārvalde", "Centra pārvalde", "Kurzemes pārvalde"],
        roles: &Role::ALL,
    },
    DemoInstitution {
        code: "JPP",
        kind: InstitutionKind::MunicipalPolice,
        name_lv: "Jūrmalas pašvaldības policija",
        name_en: "Jūrmala Municipal Police",
        ground: Ground::Codes(&[JURMALA]),
        departments: &["Dežūrdaļa"],
        roles: &[Role::Dispatcher],
    },
    DemoInstitution {
        code: "VUGD",
        kind: InstitutionKind::FireRescue,
        name_lv: "Valsts ugunsdzēsības un glābšanas dienests",
        name_en: "State Fire and Rescue Service",
        ground: Ground::Country,
        departments: &["Rīgas reģiona pārvalde"],
        roles: &[Role::Dispatcher],
    },
    DemoInstitution {
        code: "ROP",
        kind: InstitutionKind::PortPolice,
        name_lv: "Rīgas ostas policija",
        name_en: "Rīga Port Police",
        ground: Ground::Codes(&[RIGA]),
        departments: &["Dežūrdaļa"],
        roles: &[Role::Dispatcher],
    },
    DemoInstitution {
        code: "VRS",
        kind: InstitutionKind::BorderGuard,
        name_lv: "Valsts robežsardze",
        name_en: "State Border Guard",
        ground: Ground::Country,
        departments: &["Galvenā pārvalde"],
        roles: &[Role::Dispatcher],
    },
    DemoInstitution {
        code: "K112",
        kind: InstitutionKind::EmergencyCentre,
        name_lv: "112 kontaktu centrs",
        name_en: "112 Contact Centre",
        ground: Ground::Country,
        departments: &["1. maiņa", "2. maiņa"],
        roles: &Role::ALL,
    },
    DemoInstitution {
        code: "IC",
        kind: InstitutionKind::RegisterManager,
        name_lv: "Iekšlietu ministrijas Informācijas centrs",
        name_en: "Information Centre of the Ministry of the Interior",
        ground: Ground::Codes(&[]),
        departments: &["Reģistru nodaļa"],
        roles: &[Role::Administrator, Role::Auditor],
    },
];

/// Latvian word of a role as it stands in a login.
const fn role_word(role: Role) -> &'static str {
    match role {
        Role::Dispatcher => "dispecers",
        Role::Officer => "inspektors",
        Role::Commander => "komandieris",
        Role::Registrar => "registrators",
        Role::Analyst => "analitikis",
        Role::Administrator => "administrators",
        Role::Auditor => "auditors",
        Role::System => "sistema",
    }
}

/// Login of the account for a role in an institution, such as `vp.dispecers`.
pub fn login(institution: &DemoInstitution, role: Role) -> String {
    format!("{}.{}", institution.code.to_lowercase(), role_word(role))
}

/// Invented names, one for each account in the order they are made. Common given names with surnames of trees and birds.
pub const NAMES: &[&str] = &[
    "Anna Bērziņa",
    "Jānis Kalniņš",
    "Līga Ozola",
    "Mārtiņš Liepa",
    "Ilze Kļava",
    "Andris Priede",
    "Inese Egle",
    "Edgars Vītols",
    "Dace Lapsa",
    "Guntis Zvirbulis",
    "Kristīne Dzenis",
    "Raivis Strazdiņš",
    "Zane Balode",
    "Normunds Krauklis",
    "Santa Cielava",
    "Uldis Apse",
    "Agnese Rubene",
    "Ivars Vanags",
    "Evija Gulbe",
    "Artūrs Sīlis",
    "Baiba Pūce",
    "Kaspars Osis",
    "Laura Skuja",
    "Viesturs Bite",
    "Sanita Roze",
    "Oskars Lācis",
    "Gunta Medne",
];
