//! Distances on a piece of the Earth small enough to be flat.

use super::pbf::Point;

/// Metres in 10⁻⁷ degrees of a meridian (mean of the ellipsoid).
const METRES: f64 = 0.011_113_295;

/// Metres east and north from one point to another.
pub fn offset(from: Point, to: Point) -> (f64, f64) {
    let middle = f64::midpoint(f64::from(from.lat), f64::from(to.lat)) * 1e-7;
    let east = (f64::from(to.lon) - f64::from(from.lon)) * METRES * middle.to_radians().cos();
    let north = (f64::from(to.lat) - f64::from(from.lat)) * METRES;
    (east, north)
}

/// Metres between two points.
pub fn metres(a: Point, b: Point) -> f64 {
    let (east, north) = offset(a, b);
    east.hypot(north)
}

/// The point of a position in degrees.
pub fn point(lat: f64, lon: f64) -> Point {
    Point { lat: whole(lat * 1e7), lon: whole(lon * 1e7) }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a position on Earth in 10⁻⁷ degrees fits; others are cut at the end"
)]
fn whole(number: f64) -> i32 {
    number.round() as i32
}

/// Tenths of a second in a number of seconds that is not negative.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a driving time is not negative, and one of 13 years is cut at the end"
)]
pub fn tenths(seconds: f64) -> u32 {
    (seconds * 10.0).round() as u32
}

/// The ground around a point as a plane.
#[derive(Debug, Clone, Copy)]
pub struct Plane {
    at: Point,
    /// Metres in 10⁻⁷ degrees of the parallel there. Taken once: a cosine for each of thousands of roads would be most of the work.
    east: f64,
}

impl Plane {
    /// The ground around a point.
    pub fn around(at: Point) -> Self {
        Self { at, east: METRES * (f64::from(at.lat) * 1e-7).to_radians().cos() }
    }

    fn place(&self, point: Point) -> (f64, f64) {
        let east = (f64::from(point.lon) - f64::from(self.at.lon)) * self.east;
        (east, (f64::from(point.lat) - f64::from(self.at.lat)) * METRES)
    }
}

/// How near the middle of a plane is to a straight line between two points: metres, and how far along, from 0 to 1.
pub fn nearest(plane: &Plane, from: Point, to: Point) -> (f64, f64) {
    let ((ax, ay), (bx, by)) = (plane.place(from), plane.place(to));
    let (dx, dy) = (bx - ax, by - ay);
    let length = dx.mul_add(dx, dy * dy);
    let along = if length > 0.0 { (-(ax * dx + ay * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
    (dx.mul_add(along, ax).hypot(dy.mul_add(along, ay)), along)
}
