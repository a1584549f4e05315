//! Travel times from units to a place.

use vnr_shared::recommend::{Candidate, Whereabouts};
use vnr_shared::road::{Travel, TravelModel, metres, straight_line};
use vnr_shared::unit;

use super::store::place::Named;
use crate::roads::Roads;

/// A unit as a candidate, without a travel time yet. One that has never sent a position is believed at its home.
pub fn candidate(unit: unit::Candidate, of: Option<&Named>) -> Option<Candidate> {
    let home = &unit.unit.station;
    let whereabouts = match unit.position {
        Some(position) => Whereabouts { lat: position.lat, lon: position.lon, at: Some(position.at) },
        None => Whereabouts { lat: home.lat, lon: home.lon, at: None },
    };
    Some(Candidate {
        institution_kind: of?.kind,
        whereabouts: Some(whereabouts),
        load: unit.assigned_in_shift,
        travel: None,
        unit: unit.unit,
    })
}

/// Travel time of each candidate to a position: by road where the map covers both ends, and otherwise in a straight line.
pub fn times(
    roads: &Roads,
    closing_speed: f64,
    candidates: &[Candidate],
    to: (f64, f64),
) -> Vec<Option<Travel>> {
    let from: Vec<(f64, f64)> =
        candidates.iter().map(|c| c.whereabouts.map_or((f64::NAN, f64::NAN), |w| (w.lat, w.lon))).collect();
    let by_road = roads.map().map(|map| map.seconds_to(&from, to)).unwrap_or_default();
    let by_road = by_road.into_iter().chain(std::iter::repeat(None));
    from.into_iter()
        .zip(by_road)
        .map(|(from, road)| match road {
            _ if from.0.is_nan() => None,
            Some(seconds) => Some(Travel { seconds, model: TravelModel::Road }),
            None => Some(straight_line(metres(from, to), closing_speed)),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roads::testing::a_road;
    use vnr_shared::access::InstitutionKind;
    use vnr_shared::time::DateTime;
    use vnr_shared::unit::{Station, UnitKind, UnitStatus, UnitSummary};

    fn at(lat: f64, lon: f64) -> Candidate {
        let unit = UnitSummary {
            id: uuid::Uuid::nil().into(),
            mark: 1,
            call_sign: "101".into(),
            institution: uuid::Uuid::nil().into(),
            department: None,
            kind: UnitKind::Patrol,
            status: UnitStatus::Available,
            since: DateTime::default(),
            status_by: String::new(),
            crew: vec![],
            capabilities: vec![],
            vehicle: String::new(),
            station: Station { name: String::new(), lat, lon },
            assignments: vec![],
            shift_from: None,
            shift_to: None,
            part_of: None,
            parts: vec![],
            active: true,
            version: 1,
        };
        let named = Named { kind: InstitutionKind::StatePolice, code: "VP".into() };
        let unit = unit::Candidate { unit, position: None, last_assigned_at: None, assigned_in_shift: 0 };
        candidate(unit, Some(&named)).unwrap()
    }

    #[test]
    fn the_road_counts_where_it_covers_both_ends_and_the_straight_line_elsewhere() {
        // A road of two kilometres along a parallel at 10 metres a second.
        let roads = Roads::with(a_road());
        let units = [at(56.9, 24.0), at(56.9, 24.0165), at(57.2, 24.0)];
        let model = |t: &Option<Travel>| t.unwrap().model;
        let by_road = times(&roads, 5.0, &units, (56.9, 24.033));
        assert_eq!(
            by_road.iter().map(model).collect::<Vec<_>>(),
            [TravelModel::Road, TravelModel::Road, TravelModel::StraightLine]
        );
        assert!((198..=203).contains(&by_road[0].unwrap().seconds), "{by_road:?}");
        // Nobody gets to a place that the map does not cover by road, and without a map nobody gets anywhere by road.
        assert!(
            times(&roads, 5.0, &units, (57.5, 24.0)).iter().all(|t| model(t) == TravelModel::StraightLine)
        );
        assert!(
            times(&Roads::default(), 5.0, &units, (56.9, 24.033))
                .iter()
                .all(|t| model(t) == TravelModel::StraightLine)
        );
    }
}
