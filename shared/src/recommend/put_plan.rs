//! Adding a response plan, or changing one from now on.

use serde::{Deserialize, Serialize};

use super::plan::{AlarmLevel, Corner, Hours};
use crate::access::InstitutionKind;
use crate::catalogue::is_type_code;
use crate::incident::Category;
use crate::place::on_earth;
use crate::problem::{FaultCode, Findings};
use crate::text::{self, LINE_MAX};

/// Most of anything in one plan; more is a mistake.
const MANY: usize = 100;
/// Minutes of a day.
const DAY: u16 = 24 * 60;
/// Most units of one requirement.
const UNITS_MAX: u8 = 50;

/// Adds a response plan, or changes one from now on: what was valid until now stays as history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PutPlan {
    /// Version it is based on; 0 for a new plan.
    pub version: i64,
    /// Kind of institution, for a plan of every institution of a kind, which only the register's manager writes. The own
    /// institution alone, when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub for_kind: Option<InstitutionKind>,
    /// Latvian name.
    pub name_lv: String,
    /// English name.
    pub name_en: String,
    /// Type codes, each with the branch below it; every type, when empty.
    #[serde(default)]
    pub types: Vec<String>,
    /// Categories; every one, when empty.
    #[serde(default)]
    pub categories: Vec<Category>,
    /// ATVK codes; everywhere, when empty.
    #[serde(default)]
    pub territories: Vec<String>,
    /// Polygon; none, when empty.
    #[serde(default)]
    pub area: Vec<Corner>,
    /// Hours; always, when empty.
    #[serde(default)]
    pub hours: Vec<Hours>,
    /// Alarm levels.
    pub levels: Vec<AlarmLevel>,
    /// Where it comes from: an order, with its number.
    pub source: String,
    /// Whether it is confirmed.
    #[serde(default)]
    pub confirmed: bool,
    /// Whether the plan ends now.
    #[serde(default)]
    pub ended: bool,
}

impl PutPlan {
    /// Checks and tidies.
    pub fn check(&mut self) -> Findings {
        let mut found = Findings::default();
        for (field, value) in
            [("name_lv", &mut self.name_lv), ("name_en", &mut self.name_en), ("source", &mut self.source)]
        {
            *value = found.take(field, text::clean_line(value, LINE_MAX));
            if value.is_empty() {
                found.fault(field, FaultCode::Required);
            }
        }
        self.categories.sort_unstable();
        self.categories.dedup();
        for (field, length) in [
            ("types", self.types.len()),
            ("territories", self.territories.len()),
            ("area", self.area.len()),
            ("hours", self.hours.len()),
            ("levels", self.levels.len()),
        ] {
            if length > MANY {
                found.fault(field, FaultCode::TooLong);
            }
        }
        for (i, code) in self.types.iter().enumerate().filter(|(_, code)| !is_type_code(code)) {
            found.fault(
                format!("types.{i}"),
                if code.is_empty() { FaultCode::Required } else { FaultCode::WrongForm },
            );
        }
        let is_atvk = |code: &str| code.len() == 7 && code.bytes().all(|b| b.is_ascii_digit());
        for (i, _) in self.territories.iter().enumerate().filter(|(_, code)| !is_atvk(code)) {
            found.fault(format!("territories.{i}"), FaultCode::WrongForm);
        }
        if (1..3).contains(&self.area.len()) {
            found.fault("area", FaultCode::WrongForm);
        }
        for (i, _) in self.area.iter().enumerate().filter(|(_, c)| !on_earth(c.lat, c.lon)) {
            found.fault(format!("area.{i}.lat"), FaultCode::OutsideWorld);
        }
        self.check_hours(&mut found);
        self.check_levels(&mut found);
        found
    }

    fn check_hours(&mut self, found: &mut Findings) {
        for (i, hours) in self.hours.iter_mut().enumerate() {
            hours.days.sort_unstable();
            hours.days.dedup();
            if hours.days.iter().any(|day| !(1..=7).contains(day)) {
                found.fault(format!("hours.{i}.days"), FaultCode::OutOfRange);
            }
            for (field, minute) in [("from", hours.from), ("to", hours.to)] {
                if minute > DAY {
                    found.fault(format!("hours.{i}.{field}"), FaultCode::OutOfRange);
                }
            }
        }
    }

    fn check_levels(&mut self, found: &mut Findings) {
        if self.levels.first().is_none_or(|first| first.requirements.is_empty()) {
            found.fault("levels", FaultCode::Required);
        }
        for (l, level) in self.levels.iter_mut().enumerate() {
            if level.requirements.len() > MANY {
                found.fault(format!("levels.{l}.requirements"), FaultCode::TooLong);
            }
            for (r, requirement) in level.requirements.iter_mut().enumerate() {
                requirement.kinds.sort_by_key(|kind| *kind as u8);
                requirement.kinds.dedup();
                requirement.capabilities.sort_unstable();
                requirement.capabilities.dedup();
                if !(1..=UNITS_MAX).contains(&requirement.count) {
                    found.fault(format!("levels.{l}.requirements.{r}.count"), FaultCode::OutOfRange);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recommend::plan::Requirement;

    #[test]
    fn every_fault_of_a_plan_is_named() {
        let mut plan = PutPlan {
            version: 0,
            for_kind: None,
            name_lv: " Kautiņš ".into(),
            name_en: String::new(),
            types: vec!["order".into(), "Order!".into()],
            categories: vec![Category::B, Category::A, Category::B],
            territories: vec!["0001000".into(), "1".into()],
            area: vec![Corner { lat: 56.0, lon: 24.0 }, Corner { lat: 156.0, lon: 24.0 }],
            hours: vec![Hours { days: vec![8], from: 0, to: 2000 }],
            levels: vec![AlarmLevel { requirements: vec![Requirement::default()] }],
            source: "pavēle 1".into(),
            confirmed: false,
            ended: false,
        };
        let fields: Vec<_> = plan.check().faults.into_iter().map(|f| f.field).collect();
        let expected = [
            "name_en",
            "types.1",
            "territories.1",
            "area",
            "area.1.lat",
            "hours.0.days",
            "hours.0.to",
            "levels.0.requirements.0.count",
        ];
        assert_eq!(fields, expected);
        assert_eq!(plan.name_lv, "Kautiņš");
        assert_eq!(plan.categories, [Category::A, Category::B]);
        plan.levels.clear();
        assert!(plan.check().faults.iter().any(|f| f.field == "levels" && f.code == FaultCode::Required));
    }
}
