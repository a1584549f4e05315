//! Contraction: junctions are taken out one after the other, least important first, and a shortcut is put in wherever the
//! fastest way led over the one taken out. What is left is a hierarchy in which every fastest way first climbs and then
//! descends (Geisberger et al., 2008), so that a query looks at hundreds of junctions where Dijkstra looks at all.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::hierarchy::{Hierarchy, Star};
use super::pieces::{CLOSED, Network};

/// Most junctions looked at to find out whether a shortcut is needed. When the search stops early the shortcut is put in;
/// one too many costs a little time and never a wrong answer.
const WITNESSES: usize = 80;

#[derive(Debug, Clone, Copy)]
struct Edge {
    to: u32,
    time: u32,
}

/// Roads between junctions that are still there, and the order of those that are not.
struct Work {
    /// Roads that leave a junction.
    out: Vec<Vec<Edge>>,
    /// Roads that come to a junction, with where they come from.
    into: Vec<Vec<Edge>>,
    /// Neighbours already taken out, and the height of what stands on a junction: both make it more important.
    taken: Vec<u32>,
    height: Vec<u32>,
    search: Search,
}

/// A Dijkstra search that is used again and again: only what the last one touched is reset.
struct Search {
    time: Vec<u32>,
    touched: Vec<u32>,
    queue: BinaryHeap<Reverse<(u32, u32)>>,
}

/// The hierarchy of a network.
pub fn contract(network: &Network, mut progress: impl FnMut(u32)) -> Hierarchy {
    let mut work = Work::of(network);
    let mut queue: BinaryHeap<Reverse<(i64, u32)>> =
        (0..network.junctions).map(|junction| Reverse((work.importance(junction), junction))).collect();
    // Edges of each junction at the time it was taken out: they all lead to more important ones.
    let (mut up, mut down) = (vec![Vec::new(); work.out.len()], vec![Vec::new(); work.out.len()]);
    let mut rank = vec![0_u32; work.out.len()];
    let mut next = 0;
    while let Some(Reverse((believed, junction))) = queue.pop() {
        // Importance grows as neighbours go: whoever is no longer the least important waits.
        let importance = work.importance(junction);
        if importance > believed && queue.peek().is_some_and(|Reverse((other, _))| importance > *other) {
            queue.push(Reverse((importance, junction)));
            continue;
        }
        let shortcuts = work.shortcuts(junction);
        (up[junction as usize], down[junction as usize]) = work.take_out(junction);
        for (from, to, time) in shortcuts {
            work.put(from, to, time);
        }
        rank[junction as usize] = next;
        next += 1;
        if next % 50_000 == 0 {
            progress(next);
        }
    }
    let star = |edges: &[Vec<Edge>]| {
        let mut ranked: Vec<(u32, u32, u32)> = (0..)
            .zip(edges)
            .flat_map(|(from, edges): (usize, _)| edges.iter().map(move |edge| (from, edge)))
            .map(|(from, edge)| (rank[from], rank[edge.to as usize], edge.time))
            .collect();
        ranked.sort_unstable();
        Star::of(network.junctions, &ranked)
    };
    Hierarchy { up: star(&up), down: star(&down), rank }
}

impl Work {
    fn of(network: &Network) -> Self {
        let count = network.junctions as usize;
        let mut work = Self {
            out: vec![Vec::new(); count],
            into: vec![Vec::new(); count],
            taken: vec![0; count],
            height: vec![0; count],
            search: Search { time: vec![CLOSED; count], touched: Vec::new(), queue: BinaryHeap::new() },
        };
        for piece in &network.pieces {
            if piece.forward != CLOSED {
                work.put(piece.from, piece.to, piece.forward);
            }
            if piece.backward != CLOSED {
                work.put(piece.to, piece.from, piece.backward);
            }
        }
        work
    }

    /// Puts a road in, or makes the one that is there as fast.
    fn put(&mut self, from: u32, to: u32, time: u32) {
        if from == to {
            return;
        }
        set(&mut self.out[from as usize], to, time);
        set(&mut self.into[to as usize], from, time);
    }

    fn take_out(&mut self, junction: u32) -> (Vec<Edge>, Vec<Edge>) {
        let j = junction as usize;
        let (out, into) = (std::mem::take(&mut self.out[j]), std::mem::take(&mut self.into[j]));
        let height = self.height[j] + 1;
        for edge in &out {
            self.into[edge.to as usize].retain(|back| back.to != junction);
        }
        for edge in &into {
            self.out[edge.to as usize].retain(|back| back.to != junction);
        }
        for edge in out.iter().chain(&into) {
            let neighbour = edge.to as usize;
            self.taken[neighbour] += 1;
            self.height[neighbour] = self.height[neighbour].max(height);
        }
        (out, into)
    }

    /// How important a junction is: how many roads there would be more without it, how many neighbours are gone already,
    /// how high a tower stands on it. The last two spread the work over the whole network.
    fn importance(&mut self, junction: u32) -> i64 {
        let j = junction as usize;
        let gained = self.shortcuts(junction).len();
        let lost = self.out[j].len() + self.into[j].len();
        let edges = i64::try_from(gained).unwrap_or(i64::MAX) - i64::try_from(lost).unwrap_or_default();
        4 * edges + 2 * i64::from(self.taken[j]) + i64::from(self.height[j])
    }

    /// Roads that must be put in when a junction is taken out.
    fn shortcuts(&mut self, junction: u32) -> Vec<(u32, u32, u32)> {
        let j = junction as usize;
        let mut needed = Vec::new();
        let Some(longest) = self.out[j].iter().map(|edge| edge.time).max() else { return needed };
        for from in &self.into[j] {
            let limit = from.time.saturating_add(longest);
            self.search.run(&self.out, from.to, junction, limit);
            for to in &self.out[j] {
                let over = from.time.saturating_add(to.time);
                if to.to != from.to && self.search.time[to.to as usize] > over {
                    needed.push((from.to, to.to, over));
                }
            }
        }
        needed
    }
}

fn set(edges: &mut Vec<Edge>, to: u32, time: u32) {
    match edges.iter_mut().find(|edge| edge.to == to) {
        Some(edge) => edge.time = edge.time.min(time),
        None => edges.push(Edge { to, time }),
    }
}

impl Search {
    /// Times from a junction to those around it without passing another, as far as a limit.
    fn run(&mut self, out: &[Vec<Edge>], from: u32, without: u32, limit: u32) {
        for touched in self.touched.drain(..) {
            self.time[touched as usize] = CLOSED;
        }
        self.queue.clear();
        self.reach(from, 0);
        for _ in 0..WITNESSES {
            let Some(Reverse((time, junction))) = self.queue.pop() else { return };
            if time > limit {
                return;
            }
            if time > self.time[junction as usize] {
                continue;
            }
            for edge in &out[junction as usize] {
                if edge.to != without {
                    self.reach(edge.to, time.saturating_add(edge.time));
                }
            }
        }
    }

    fn reach(&mut self, junction: u32, time: u32) {
        let known = &mut self.time[junction as usize];
        if time < *known {
            if *known == CLOSED {
                self.touched.push(junction);
            }
            *known = time;
            self.queue.push(Reverse((time, junction)));
        }
    }
}
