//! Response plans (reaģēšanas plāni): what an incident of a type, at a place and an hour, needs.

use chrono::{Datelike, Timelike};
use serde::{Deserialize, Serialize};

use crate::access::InstitutionKind;
use crate::id::{InstitutionId, PlanId};
use crate::incident::Category;
use crate::lang::Lang;
use crate::time::{self, DateTime};
use crate::unit::{Capability, UnitKind};

/// A corner of a polygon.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Corner {
    /// Latitude, WGS84 degrees.
    pub lat: f64,
    /// Longitude, WGS84 degrees.
    pub lon: f64,
}

/// A part of the week, in the time of Rīga.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Hours {
    /// Days of the week on which it begins, Monday is 1; every day, when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub days: Vec<u8>,
    /// Minute of the day at which it begins.
    pub from: u16,
    /// Minute of the day at which it is over; of the next day, when it is not after `from`.
    pub to: u16,
}

/// So many units of one description.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Requirement {
    /// How many.
    pub count: u8,
    /// Of one of these kinds; of any, when empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<UnitKind>,
    /// Each with all of these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub capabilities: Vec<Capability>,
    /// Least crew of each.
    pub crew: u8,
    /// Of institutions of this kind; of the one that asks, when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub institution_kind: Option<InstitutionKind>,
}

/// What an alarm level (izsaukuma pakāpe) adds to those below it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AlarmLevel {
    /// What is needed.
    pub requirements: Vec<Requirement>,
}

/// A response plan in one of its validity periods.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResponsePlan {
    /// The plan.
    pub id: PlanId,
    /// Institution that goes by it; every one of the kind, when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub institution: Option<InstitutionId>,
    /// Kind of institution that goes by it.
    pub institution_kind: InstitutionKind,
    /// Latvian name.
    pub name_lv: String,
    /// English name.
    pub name_en: String,
    /// Type codes it is for, each with the whole branch below it; every type, when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<String>,
    /// Categories it is for; every one, when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<Category>,
    /// ATVK codes of territories it is for; everywhere, when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub territories: Vec<String>,
    /// Polygon it is for; none, when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub area: Vec<Corner>,
    /// Hours it is for; always, when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hours: Vec<Hours>,
    /// Alarm levels, the first one first. Each adds to those before it.
    pub levels: Vec<AlarmLevel>,
    /// Where it comes from.
    pub source: String,
    /// Whether somebody responsible has confirmed it.
    pub confirmed: bool,
    /// First instant of validity.
    pub valid_from: DateTime,
    /// First instant at which it is no longer valid.
    pub valid_to: Option<DateTime>,
    /// Version; it goes on over all periods of a plan.
    pub version: i64,
}

/// What a plan is chosen by.
#[derive(Debug, Clone, PartialEq)]
pub struct Occasion<'a> {
    /// Institution that asks.
    pub institution: InstitutionId,
    /// Its kind.
    pub institution_kind: InstitutionKind,
    /// Type of the incident.
    pub type_code: &'a str,
    /// Its category.
    pub category: Category,
    /// Latitude.
    pub lat: f64,
    /// Longitude.
    pub lon: f64,
    /// ATVK codes of the territories that hold the place.
    pub territories: &'a [String],
    /// When.
    pub at: DateTime,
}

impl Hours {
    /// Whether an instant lies in them.
    pub fn hold(&self, at: DateTime) -> bool {
        let local = time::riga(at);
        let minute = u16::try_from(local.hour() * 60 + local.minute()).unwrap_or_default();
        let today = local.weekday().number_from_monday();
        let yesterday = if today == 1 { 7 } else { today - 1 };
        let begins_on = |day: u32| self.days.is_empty() || self.days.iter().any(|d| u32::from(*d) == day);
        if self.from < self.to {
            begins_on(today) && (self.from..self.to).contains(&minute)
        } else {
            begins_on(today) && minute >= self.from || begins_on(yesterday) && minute < self.to
        }
    }
}

/// Whether a polygon holds a position. Its corners lie close enough together for the plane to do.
pub fn holds(area: &[Corner], lat: f64, lon: f64) -> bool {
    let Some(mut previous) = area.last() else { return false };
    let mut inside = false;
    for corner in area {
        if (corner.lat > lat) != (previous.lat > lat) {
            let crossing =
                (previous.lon - corner.lon) * (lat - corner.lat) / (previous.lat - corner.lat) + corner.lon;
            inside ^= lon < crossing;
        }
        previous = corner;
    }
    inside
}

impl ResponsePlan {
    /// Name in a language.
    pub fn name(&self, lang: Lang) -> &str {
        lang.pick(&self.name_lv, &self.name_en)
    }

    /// Everything that is needed at an alarm level, counted from 1. A level above the highest is the highest.
    pub fn requirements(&self, level: u8) -> Vec<Requirement> {
        let levels = self.levels.iter().take(usize::from(level.max(1)));
        levels.flat_map(|level| level.requirements.iter().cloned()).collect()
    }

    /// How closely the plan fits, the greater the closer; `None` when it does not.
    ///
    /// A plan of the institution itself comes before one for all of its kind. Then the place decides, because a plan that
    /// was drawn for a stadium knows more than one for all fights; then the type, the hour, the category.
    pub fn fit(&self, on: &Occasion<'_>) -> Option<(bool, u8, usize, bool, bool)> {
        let valid = self.valid_from <= on.at && self.valid_to.is_none_or(|to| on.at < to);
        let whose = self.institution_kind == on.institution_kind
            && self.institution.is_none_or(|institution| institution == on.institution);
        let category = self.categories.is_empty() || self.categories.contains(&on.category);
        let hours = self.hours.is_empty() || self.hours.iter().any(|hours| hours.hold(on.at));
        let area = self.area.is_empty() || holds(&self.area, on.lat, on.lon);
        let territory =
            self.territories.is_empty() || on.territories.iter().any(|t| self.territories.contains(t));
        if !(valid && whose && category && hours && area && territory) {
            return None;
        }
        let branch = |code: &&String| {
            on.type_code
                .strip_prefix(code.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        let kind = if self.types.is_empty() {
            0
        } else {
            self.types.iter().filter(branch).map(String::len).max()?
        };
        let place = u8::from(!self.area.is_empty()) * 2 + u8::from(!self.territories.is_empty());
        Some((self.institution.is_some(), place, kind, !self.hours.is_empty(), !self.categories.is_empty()))
    }
}

/// The plan that fits an occasion most closely. Of two that fit as closely the newer one, then the one with the lesser id.
pub fn choose<'a>(plans: &'a [ResponsePlan], on: &Occasion<'_>) -> Option<&'a ResponsePlan> {
    let fitting = plans.iter().filter_map(|plan| Some((plan.fit(on)?, plan)));
    fitting
        .max_by_key(|(fit, plan)| (*fit, plan.valid_from, std::cmp::Reverse(plan.id)))
        .map(|(_, plan)| plan)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recommend::testing::{at, id, plan};

    #[test]
    fn the_closest_plan_is_chosen_and_chosen_again() {
        let here = [
            Corner { lat: 56.9, lon: 24.0 },
            Corner { lat: 57.0, lon: 24.0 },
            Corner { lat: 56.95, lon: 24.3 },
        ];
        let mut plans = vec![
            plan(1, |_| {}),
            plan(2, |p| p.types = vec!["traffic".into()]),
            plan(3, |p| p.types = vec!["traffic.fatal".into(), "traffic.injured".into()]),
            plan(4, |p| {
                p.types = vec!["traffic".into()];
                p.territories = vec!["0001000".into()];
            }),
            plan(5, |p| p.area = here.to_vec()),
            plan(6, |p| p.institution = Some(id(77).into())),
            plan(7, |p| p.institution_kind = InstitutionKind::FireRescue),
            plan(8, |p| {
                p.types = vec!["traffic.fatal".into()];
                p.valid_to = Some(at("2026-01-02T00:00:00Z"));
            }),
        ];
        let chosen = |plans: &[ResponsePlan], type_code: &str, lat: f64, territories: &[String]| {
            let on = Occasion {
                institution: id(1).into(),
                institution_kind: InstitutionKind::StatePolice,
                type_code,
                category: Category::A,
                lat,
                lon: 24.05,
                territories,
                at: at("2026-11-22T10:00:00Z"),
            };
            choose(plans, &on).map(|plan| plan.id.0.as_u128())
        };
        let riga = ["0001000".to_owned()];
        for _ in 0..2 {
            assert_eq!(chosen(&plans, "order.fight", 50.0, &[]), Some(1));
            assert_eq!(chosen(&plans, "traffic.parking", 50.0, &[]), Some(2));
            assert_eq!(chosen(&plans, "traffic.fatal", 50.0, &[]), Some(3));
            assert_eq!(
                chosen(&plans, "trafficking", 50.0, &[]),
                Some(1),
                "a code is not a branch of what it begins with"
            );
            assert_eq!(chosen(&plans, "traffic.fatal", 50.0, &riga), Some(4));
            assert_eq!(chosen(&plans, "order.fight", 56.95, &riga), Some(5));
            plans.reverse();
        }
        assert_eq!(chosen(&plans[1..2], "order.fight", 50.0, &[]), None);
    }

    #[test]
    fn hours_are_those_of_riga_and_go_on_over_midnight() {
        // Friday and Saturday nights from 22:00 to 04:00.
        let night = Hours { days: vec![5, 6], from: 22 * 60, to: 4 * 60 };
        for (instant, inside) in [
            ("2026-11-20T19:59:00Z", false), // Friday 21:59
            ("2026-11-20T20:00:00Z", true),
            ("2026-11-21T01:59:00Z", true), // Saturday 03:59, of Friday's night
            ("2026-11-21T02:00:00Z", false),
            ("2026-11-22T01:59:00Z", true),  // Sunday, of Saturday's night
            ("2026-11-22T20:30:00Z", false), // Sunday 22:30
            ("2026-11-20T01:00:00Z", false), // Friday 03:00, of Thursday's night
        ] {
            assert_eq!(night.hold(at(instant)), inside, "{instant}");
        }
        let day = Hours { days: vec![], from: 8 * 60, to: 17 * 60 };
        assert!(day.hold(at("2026-07-01T05:00:00Z")) && !day.hold(at("2026-07-01T14:00:00Z")));
    }

    #[test]
    fn levels_add_up() {
        let one = |count| AlarmLevel { requirements: vec![Requirement { count, ..Requirement::default() }] };
        let plan = plan(1, |p| p.levels = vec![one(1), one(2), one(3)]);
        let counts = |level| plan.requirements(level).iter().map(|r| r.count).collect::<Vec<_>>();
        assert_eq!(counts(1), [1]);
        assert_eq!(counts(0), [1]);
        assert_eq!(counts(2), [1, 2]);
        assert_eq!(counts(9), [1, 2, 3]);
    }
}
