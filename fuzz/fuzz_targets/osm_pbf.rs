//! Any bytes may be in a file that somebody calls an OpenStreetMap extract or a road map: reading them must end, and
//! without a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vnr::roads::pbf::{Point, Sink, Tags, read};

struct Counted(usize);

impl Sink for Counted {
    fn made_at(&mut self, _: i64) {}

    fn node(&mut self, _: i64, _: Point, tags: Tags<'_>) {
        self.0 += usize::from(tags.get("barrier").is_some());
    }

    fn way(&mut self, nodes: &[i64], tags: Tags<'_>) {
        self.0 += nodes.len() + usize::from(tags.get("highway").is_some());
    }
}

fuzz_target!(|bytes: &[u8]| {
    let _ = read(&mut &bytes[..], &mut Counted(0));
    let _ = vnr::roads::parse(bytes);
});
