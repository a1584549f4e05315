//! Names of roles, grants and kinds of institution, and of the fields an administrator changes.

use leptos::prelude::*;
use serde_json::Value;
use vnr_shared::access::{GrantKind, InstitutionKind, Role};

use super::text::Adm;
use crate::i18n::Message;
use crate::ui::Fields;
use crate::ui::text::Ui;

/// Name of a role.
pub const fn role(role: Role) -> Adm {
    match role {
        Role::Dispatcher => Adm::Dispatcher,
        Role::Officer => Adm::Officer,
        Role::Commander => Adm::Commander,
        Role::Registrar => Adm::Registrar,
        Role::Analyst => Adm::Analyst,
        Role::Administrator => Adm::Administrator,
        Role::Auditor => Adm::Auditor,
        Role::System => Adm::OutsideSystem,
    }
}

/// Name of a grant.
pub const fn grant(kind: GrantKind) -> Adm {
    match kind {
        GrantKind::RestrictedIncidents => Adm::RestrictedIncidents,
        GrantKind::ProtectedFields => Adm::ProtectedFields,
    }
}

/// Name of a kind of institution.
pub const fn institution_kind(kind: InstitutionKind) -> Adm {
    match kind {
        InstitutionKind::StatePolice => Adm::StatePolice,
        InstitutionKind::MunicipalPolice => Adm::MunicipalPolice,
        InstitutionKind::PortPolice => Adm::PortPolice,
        InstitutionKind::FireRescue => Adm::FireRescue,
        InstitutionKind::BorderGuard => Adm::BorderGuard,
        InstitutionKind::Prosecutor => Adm::Prosecutor,
        InstitutionKind::EmergencyCentre => Adm::EmergencyCentre,
        InstitutionKind::PrisonService => Adm::PrisonService,
        InstitutionKind::SecurityService => Adm::SecurityService,
        InstitutionKind::RegisterManager => Adm::RegisterManager,
    }
}

fn field_name(field: &str) -> String {
    let known = match field {
        "name_lv" => Adm::NameLv,
        "name_en" => Adm::NameEn,
        "parent" => Adm::Parent,
        "default_category" => Adm::DefaultCategory,
        "law" => Adm::Law,
        "keywords" => Adm::Keywords,
        "selectable" => Adm::Selectable,
        "ended" => Adm::Ended,
        "parts" => Adm::Parts,
        "template_lv" => Adm::TemplateLv,
        "template_en" => Adm::TemplateEn,
        "source" => Adm::Source,
        "confirmed" => Adm::Confirmed,
        "code" => Adm::Code,
        "kind" => Adm::Kind,
        "territories" => Adm::Territories,
        "departments" => Adm::Departments,
        "active" => Adm::TakesPart,
        "login" => Adm::Login,
        "name" => Adm::Name,
        "institution" => Adm::Institution,
        "department" => Adm::Department,
        "roles" => Adm::Roles,
        "lang" => Adm::Language,
        other => return other.to_owned(),
    };
    known.text().to_owned()
}

fn value_text(value: &Value) -> Option<String> {
    let text = match value {
        Value::Null => return None,
        Value::Bool(yes) => if *yes { Ui::Yes } else { Ui::No }.text().to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(all) => {
            let each = |v: &Value| v.get("name").and_then(Value::as_str).or(v.as_str()).map(str::to_owned);
            all.iter().filter_map(each).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    };
    (!text.is_empty()).then_some(text)
}

/// How the fields of these records are named and read in a conflict.
pub fn fields() -> Fields {
    Fields {
        name: Callback::new(|field: String| field_name(&field)),
        value: Callback::new(|(_, value): (String, Value)| value_text(&value)),
    }
}
