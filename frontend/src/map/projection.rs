//! Web Mercator, the projection of the map and of every tile service: the world as a square from 0 to 1.

use std::f64::consts::PI;

use vnr_shared::place::Extent;

/// Side of the world in pixels at zoom 0.
pub const WORLD_PX: f64 = 256.0;
/// Equator of the sphere of Web Mercator, in metres.
const EQUATOR_M: f64 = 40_075_016.686;

/// A point of the world's square.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct World {
    pub x: f64,
    pub y: f64,
}

impl World {
    /// From WGS84 degrees.
    pub fn of(lat: f64, lon: f64) -> Self {
        let sin = lat.clamp(-85.05, 85.05).to_radians().sin();
        Self { x: lon / 360.0 + 0.5, y: 0.5 - ((1.0 + sin) / (1.0 - sin)).ln() / (4.0 * PI) }
    }
}

impl World {
    /// Back to WGS84 degrees: latitude, longitude.
    pub fn degrees(self) -> (f64, f64) {
        ((PI * (1.0 - 2.0 * self.y)).sinh().atan().to_degrees(), (self.x - 0.5) * 360.0)
    }
}

/// What the map shows now.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct View {
    pub centre: World,
    pub zoom: f64,
    pub width: f64,
    pub height: f64,
}

impl View {
    /// Pixels per side of the world.
    pub fn scale(&self) -> f64 {
        WORLD_PX * self.zoom.exp2()
    }

    /// Position on the screen.
    pub fn px(&self, at: World) -> (f64, f64) {
        let s = self.scale();
        ((at.x - self.centre.x) * s + self.width / 2.0, (at.y - self.centre.y) * s + self.height / 2.0)
    }

    /// The place at a position on the screen.
    pub fn at(&self, (x, y): (f64, f64)) -> World {
        let s = self.scale();
        World {
            x: self.centre.x + (x - self.width / 2.0) / s,
            y: self.centre.y + (y - self.height / 2.0) / s,
        }
    }

    /// What is in sight, in degrees.
    pub fn extent(&self) -> Extent {
        let (half_x, half_y) = (self.width / 2.0 / self.scale(), self.height / 2.0 / self.scale());
        let (north, west) = World { x: self.centre.x - half_x, y: self.centre.y - half_y }.degrees();
        let (south, east) = World { x: self.centre.x + half_x, y: self.centre.y + half_y }.degrees();
        Extent { west, south, east, north }
    }

    /// Whether a screen position is in sight, with a margin.
    pub fn sees(&self, (x, y): (f64, f64), margin: f64) -> bool {
        (-margin..=self.width + margin).contains(&x) && (-margin..=self.height + margin).contains(&y)
    }

    /// Length of metres on the screen at a place: Mercator stretches towards the pole.
    pub fn metres(&self, metres: f64, at: World) -> f64 {
        let stretch = (PI * (1.0 - 2.0 * at.y)).cosh();
        metres / EQUATOR_M * stretch * self.scale()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_corner_of_the_world_and_riga_are_where_tiles_have_them() {
        let zero = World::of(0.0, 0.0);
        assert!((zero.x - 0.5).abs() < 1e-12 && (zero.y - 0.5).abs() < 1e-12);
        // Tile of the Freedom Monument at zoom 12 (slippy map tile numbers).
        let riga = World::of(56.9515, 24.1133);
        assert_eq!(((riga.x * 4096.0).floor(), (riga.y * 4096.0).floor()), (2322.0, 1255.0));
        let (lat, lon) = riga.degrees();
        assert!((lat - 56.9515).abs() < 1e-9 && (lon - 24.1133).abs() < 1e-9);
    }

    #[test]
    fn the_centre_is_in_the_middle_and_metres_stretch_with_latitude() {
        let centre = World::of(56.95, 24.1);
        let view = View { centre, zoom: 14.0, width: 800.0, height: 600.0 };
        assert_eq!(view.px(centre), (400.0, 300.0));
        assert!(view.sees(view.px(centre), 0.0) && !view.sees((-20.0, 0.0), 10.0));
        // 156543.03 m per pixel at zoom 0 on the equator, cos(latitude) of it at Riga.
        let expected = 100.0 / (156_543.033_9 * 56.95_f64.to_radians().cos() / 16_384.0);
        assert!((view.metres(100.0, centre) - expected).abs() < 0.01);
    }
}
