//! Asking the hierarchy how long it takes from many places to one.
//!
//! Junctions are numbered by importance here, so every edge leads to a greater number. One search climbs from the target
//! against the direction of travel. Then each junction above the sources is looked at once, most important first: its time
//! is the one that search found, or that of an edge that climbs from it. Sources share nearly all of what lies above them,
//! so a thousand cost little more than ten.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::pieces::CLOSED;

/// Edges of every junction to more important ones, one list after the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Star {
    /// Where each junction's edges begin, and at the end where the last one's end.
    pub first: Vec<u32>,
    /// Where each edge leads.
    pub to: Vec<u32>,
    /// Its time in tenths of a second.
    pub time: Vec<u32>,
}

impl Star {
    /// From edges (from, to, time) in order.
    pub fn of(junctions: u32, edges: &[(u32, u32, u32)]) -> Self {
        let mut star = Self { first: vec![0; junctions as usize + 1], to: Vec::new(), time: Vec::new() };
        for (from, to, time) in edges {
            star.first[*from as usize + 1] += 1;
            star.to.push(*to);
            star.time.push(*time);
        }
        let mut sum = 0;
        for first in &mut star.first {
            sum += *first;
            *first = sum;
        }
        star
    }

    /// Edges of a junction: where they lead, and their time.
    fn of_junction(&self, junction: u32) -> impl Iterator<Item = (u32, u32)> + '_ {
        let j = junction as usize;
        let range = self.first[j] as usize..self.first[j + 1] as usize;
        self.to[range.clone()].iter().copied().zip(self.time[range].iter().copied())
    }
}

/// A contracted network.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hierarchy {
    /// Edges as they are driven, by importance.
    pub up: Star,
    /// Edges as they are driven backwards, by importance.
    pub down: Star,
    /// Importance of each junction of the network.
    pub rank: Vec<u32>,
}

/// A junction, and the time between it and a place beside it.
pub type Leg = (u32, u32);

impl Hierarchy {
    /// Least time from each source to the target. Each is given by the junctions next to it, with the time to them or from
    /// them. `None` where no road leads.
    pub fn to_one(&self, sources: &[Vec<Leg>], target: &[Leg]) -> Vec<Option<u32>> {
        let mut time = self.toward(target);
        let mut above = self.above(sources);
        above.sort_unstable_by_key(|junction| Reverse(*junction));
        for junction in above {
            let mut least = time[junction as usize];
            for (to, edge) in self.up.of_junction(junction) {
                least = least.min(edge.saturating_add(time[to as usize]));
            }
            time[junction as usize] = least;
        }
        let arrive =
            |(junction, leg): &Leg| time[self.rank[*junction as usize] as usize].saturating_add(*leg);
        sources.iter().map(|legs| legs.iter().map(arrive).min().filter(|time| *time != CLOSED)).collect()
    }

    /// Times to the target from junctions that one can descend from; the others are [`CLOSED`].
    fn toward(&self, target: &[Leg]) -> Vec<u32> {
        let mut time = vec![CLOSED; self.rank.len()];
        let mut queue = BinaryHeap::new();
        for (junction, leg) in target {
            let junction = self.rank[*junction as usize];
            time[junction as usize] = time[junction as usize].min(*leg);
            queue.push(Reverse(junction));
        }
        // Edges only climb, so in the order of importance nothing is looked at before it is settled.
        while let Some(Reverse(junction)) = queue.pop() {
            while queue.peek() == Some(&Reverse(junction)) {
                queue.pop();
            }
            let here = time[junction as usize];
            for (from, edge) in self.down.of_junction(junction) {
                let known = &mut time[from as usize];
                if *known == CLOSED {
                    queue.push(Reverse(from));
                }
                *known = (*known).min(here.saturating_add(edge));
            }
        }
        time
    }

    /// Every junction that one can climb to from the sources.
    fn above(&self, sources: &[Vec<Leg>]) -> Vec<u32> {
        let mut seen = vec![false; self.rank.len()];
        let mut found = Vec::new();
        let mut visit = |junction: u32, found: &mut Vec<u32>| {
            if !std::mem::replace(&mut seen[junction as usize], true) {
                found.push(junction);
            }
        };
        for (junction, _) in sources.iter().flatten() {
            visit(self.rank[*junction as usize], &mut found);
        }
        let mut next = 0;
        while let Some(junction) = found.get(next).copied() {
            for (to, _) in self.up.of_junction(junction) {
                visit(to, &mut found);
            }
            next += 1;
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roads::contract::contract;
    use crate::roads::testing::{dijkstra_to, network};
    use proptest::prelude::*;

    fn roads() -> impl Strategy<Value = (u32, Vec<(u32, u32, u32, u32)>)> {
        let time = prop_oneof![3 => 1_u32..200, 1 => Just(CLOSED)];
        (2_u32..40).prop_flat_map(move |count| {
            let road = (0..count, 0..count, 1_u32..200, time.clone());
            (Just(count), proptest::collection::vec(road, 0..120))
        })
    }

    proptest! {
        #[test]
        fn the_hierarchy_knows_the_times_that_dijkstra_finds((count, roads) in roads(), leg in 0_u32..50) {
            let network = network(count, &roads);
            let hierarchy = contract(&network, |_| {});
            let sources: Vec<Vec<Leg>> = (0..count).map(|junction| vec![(junction, 0)]).collect();
            for target in 0..count {
                let target = [(target, 0), ((target + 1) % count, leg)];
                prop_assert_eq!(hierarchy.to_one(&sources, &target), dijkstra_to(&network, &target));
            }
        }
    }

    #[test]
    fn a_grid_of_streets_is_crossed_the_fastest_way() {
        const SIDE: u32 = 20;
        // Every street runs both ways; each third one is three times as fast.
        let at = |x, y| y * SIDE + x;
        let mut roads = Vec::new();
        for y in 0..SIDE {
            for x in 0..SIDE {
                let (east, north) = (if y % 3 == 0 { 10 } else { 30 }, if x % 3 == 0 { 10 } else { 31 });
                if x + 1 < SIDE {
                    roads.push((at(x, y), at(x + 1, y), east, east + x));
                }
                if y + 1 < SIDE {
                    roads.push((at(x, y), at(x, y + 1), north, if y % 5 == 4 { CLOSED } else { north }));
                }
            }
        }
        let network = network(SIDE * SIDE, &roads);
        let hierarchy = contract(&network, |_| {});
        let sources: Vec<Vec<Leg>> = (0..SIDE * SIDE).map(|junction| vec![(junction, 7)]).collect();
        for target in [at(0, 0), at(11, 7), at(19, 19)] {
            let expected: Vec<_> =
                dijkstra_to(&network, &[(target, 3)]).iter().map(|t| t.map(|t| t + 7)).collect();
            assert_eq!(hierarchy.to_one(&sources, &[(target, 3)]), expected);
        }
    }
}
