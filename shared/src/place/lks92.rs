//! LKS-92 / Latvia TM (EPSG:3059): transverse Mercator on GRS80, central meridian 24° E, scale 0.9996, false
//! easting 500 000 m, false northing −6 000 000 m.
//!
//! Krüger's series in the third flattening, to n⁴: exact to well under a millimetre within Latvia. Its successor
//! LKS-2020 (EPSG:10306, in force from 1 October 2025) differs by less than a decimetre, which no incident can tell.

use serde::{Deserialize, Serialize};

/// A position in the national grid. The state address register calls the northing X and the easting Y.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Lks92 {
    /// Metres north (X).
    pub northing: f64,
    /// Metres east (Y).
    pub easting: f64,
}

const SEMI_MAJOR: f64 = 6_378_137.0;
const FLATTENING: f64 = 1.0 / 298.257_222_101;
const MERIDIAN: f64 = 24.0;
const SCALE: f64 = 0.9996;
const FALSE_EASTING: f64 = 500_000.0;
const FALSE_NORTHING: f64 = -6_000_000.0;

struct Series {
    radius: f64,
    alpha: [f64; 4],
    beta: [f64; 4],
    eccentricity: f64,
}

fn series() -> Series {
    let n = FLATTENING / (2.0 - FLATTENING);
    let (n2, n3, n4) = (n * n, n * n * n, n * n * n * n);
    Series {
        radius: SEMI_MAJOR / (1.0 + n) * (1.0 + n2 / 4.0 + n4 / 64.0),
        alpha: [
            n / 2.0 - 2.0 / 3.0 * n2 + 5.0 / 16.0 * n3 + 41.0 / 180.0 * n4,
            13.0 / 48.0 * n2 - 3.0 / 5.0 * n3 + 557.0 / 1440.0 * n4,
            61.0 / 240.0 * n3 - 103.0 / 140.0 * n4,
            49_561.0 / 161_280.0 * n4,
        ],
        beta: [
            n / 2.0 - 2.0 / 3.0 * n2 + 37.0 / 96.0 * n3 - n4 / 360.0,
            n2 / 48.0 + n3 / 15.0 - 437.0 / 1440.0 * n4,
            17.0 / 480.0 * n3 - 37.0 / 840.0 * n4,
            4397.0 / 161_280.0 * n4,
        ],
        eccentricity: (FLATTENING * (2.0 - FLATTENING)).sqrt(),
    }
}

/// Projects a WGS84 position (taken as ETRS89; they differ by less than a metre) to the national grid.
pub fn to_lks92(lat: f64, lon: f64) -> Lks92 {
    let s = series();
    let phi = lat.to_radians().sin();
    let lambda = (lon - MERIDIAN).to_radians();
    let t = (phi.atanh() - s.eccentricity * (s.eccentricity * phi).atanh()).sinh();
    let xi = t.atan2(lambda.cos());
    let eta = (lambda.sin() / (1.0 + t * t).sqrt()).atanh();
    let (mut north, mut east) = (xi, eta);
    let mut j = 0.0;
    for a in s.alpha {
        j += 2.0;
        north += a * (j * xi).sin() * (j * eta).cosh();
        east += a * (j * xi).cos() * (j * eta).sinh();
    }
    Lks92 {
        northing: FALSE_NORTHING + SCALE * s.radius * north,
        easting: FALSE_EASTING + SCALE * s.radius * east,
    }
}

/// The WGS84 latitude and longitude, in degrees, of a position in the national grid.
pub fn from_lks92(at: Lks92) -> (f64, f64) {
    let s = series();
    let xi = (at.northing - FALSE_NORTHING) / (SCALE * s.radius);
    let eta = (at.easting - FALSE_EASTING) / (SCALE * s.radius);
    let (mut xi0, mut eta0) = (xi, eta);
    let mut j = 0.0;
    for b in s.beta {
        j += 2.0;
        xi0 -= b * (j * xi).sin() * (j * eta).cosh();
        eta0 -= b * (j * xi).cos() * (j * eta).sinh();
    }
    // From the conformal latitude back to the geographic one; converges to the last bit in a few rounds.
    let conformal = xi0.sin() / eta0.cosh();
    let mut sin_phi = conformal;
    for _ in 0..6 {
        sin_phi = (conformal.atanh() + s.eccentricity * (s.eccentricity * sin_phi).atanh()).tanh();
    }
    let lambda = eta0.sinh().atan2(xi0.cos());
    (sin_phi.asin().to_degrees(), MERIDIAN + lambda.to_degrees())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_published_address_point_projects_to_its_published_grid_position() {
        // Krišjāņa Barona iela 1, Rīga, in the open data of the state address register: six decimals of a degree.
        let at = to_lks92(56.949_673, 24.117_556);
        assert!((at.northing - 311_789.914).abs() < 0.1, "{at:?}");
        assert!((at.easting - 507_150.882).abs() < 0.1, "{at:?}");
    }

    #[test]
    fn the_central_meridian_is_the_false_easting() {
        assert!((to_lks92(57.0, 24.0).easting - 500_000.0).abs() < 1e-6);
    }

    proptest! {
        #[test]
        fn there_and_back_stays_within_a_tenth_of_a_millimetre(lat in 55.5..58.3f64, lon in 20.0..28.5f64) {
            let (lat2, lon2) = from_lks92(to_lks92(lat, lon));
            prop_assert!((lat - lat2).abs() < 1e-9 && (lon - lon2).abs() < 1e-9, "{lat2} {lon2}");
        }
    }
}
