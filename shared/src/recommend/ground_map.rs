//! The ground of an institution as it travels, so that a browser can tell what a plan would leave uncovered.

use serde::{Deserialize, Serialize};

use super::cover::{Cell, Ground, Post};
use super::numbers::{NumberCode, Numbers};
use crate::access::InstitutionKind;
use crate::id::InstitutionId;
use crate::time::DateTime;

/// Cells of one kind: those of one class of territory.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GroundClass {
    /// How far a unit may be, in metres.
    pub reach: f64,
    /// How fast a unit comes closer along a straight line, metres a second.
    pub closing: f64,
}

/// The ground of the own institution with what is needed to judge a plan on it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GroundMap {
    /// Instant at which this was true.
    pub at: DateTime,
    /// Whose it is.
    pub institution: InstitutionId,
    /// Its kind.
    pub institution_kind: InstitutionKind,
    /// Square kilometres of a cell.
    pub cell_km2: f64,
    /// Names of territories.
    pub territories: Vec<String>,
    /// Classes of cells.
    pub classes: Vec<GroundClass>,
    /// Cells: latitude and longitude of the middle in 1e-5 degrees, index of the territory, index of the class.
    pub cells: Vec<[i32; 4]>,
    /// Numbers that recommendations go by.
    pub numbers: Vec<(NumberCode, i64)>,
    /// Where units may stand by: their stations.
    pub posts: Vec<Post>,
}

#[expect(clippy::cast_possible_truncation, reason = "180 degrees fit, and a cast saturates")]
fn e5(degrees: f64) -> i32 {
    (degrees * 1e5).round() as i32
}

impl GroundMap {
    /// Packs ground.
    pub fn new(
        (institution, institution_kind): (InstitutionId, InstitutionKind),
        (ground, numbers): (&Ground, &Numbers),
        posts: Vec<Post>,
        at: DateTime,
    ) -> Self {
        let mut classes: Vec<GroundClass> = Vec::new();
        let mut cells = Vec::with_capacity(ground.len());
        for cell in ground.cells() {
            let class = GroundClass { reach: cell.reach, closing: cell.closing };
            let index = classes.iter().position(|known| *known == class).unwrap_or_else(|| {
                classes.push(class);
                classes.len() - 1
            });
            let index = i32::try_from(index).unwrap_or(i32::MAX);
            cells.push([e5(cell.lat), e5(cell.lon), i32::from(cell.territory), index]);
        }
        let (cell_km2, territories) = (ground.cell_km2, ground.territories.clone());
        let numbers = numbers.list();
        Self { at, institution, institution_kind, cell_km2, territories, classes, cells, numbers, posts }
    }

    /// The ground. A cell that names no class is left out.
    pub fn ground(&self) -> Ground {
        let cell = |[lat, lon, territory, class]: &[i32; 4]| {
            let class = self.classes.get(usize::try_from(*class).ok()?)?;
            Some(Cell {
                lat: f64::from(*lat) / 1e5,
                lon: f64::from(*lon) / 1e5,
                reach: class.reach,
                closing: class.closing,
                territory: u16::try_from(*territory).unwrap_or(u16::MAX),
            })
        };
        Ground::new(self.cells.iter().filter_map(cell).collect(), self.territories.clone(), self.cell_km2)
    }

    /// The numbers.
    pub fn numbers(&self) -> Numbers {
        self.numbers.iter().fold(Numbers::default(), |all, (code, value)| all.with(*code, *value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recommend::cover::Cover;
    use crate::recommend::testing::{NOW, at, id, numbers};

    #[test]
    fn ground_that_travelled_is_covered_alike() {
        let cell = |n: u16| Cell {
            lat: f64::from(5_690_000 + i32::from(n) * 1_000) / 1e5,
            lon: 24.1,
            reach: if n < 10 { 4_000.0 } else { 9_000.0 },
            closing: if n < 10 { 7.5 } else { 15.25 },
            territory: n / 10,
        };
        let ground = Ground::new((0..20).map(cell).collect(), vec!["Pilsēta".into(), "Novads".into()], 1.2);
        let of = (id(1).into(), InstitutionKind::StatePolice);
        let sent = GroundMap::new(of, (&ground, &numbers()), Vec::new(), at(NOW));
        let json = serde_json::to_string(&sent).unwrap();
        let came: GroundMap = crate::json::read(&json).unwrap();
        assert_eq!(came, sent);
        assert_eq!(came.numbers(), numbers());
        assert_eq!(came.ground(), ground);
        let share = |ground: &Ground| Cover::of(ground, [(56.95, 24.1)].into_iter()).share();
        assert_eq!(share(&came.ground()), share(&ground));
        assert_eq!(ground.closing_at(56.9, 24.1), Some(7.5));
        assert_eq!(ground.closing_at(57.09, 24.1), Some(15.25));
    }
}
