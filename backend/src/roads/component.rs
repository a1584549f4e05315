//! The part of a network in which one can drive from everywhere to everywhere.
//!
//! Yards behind bollards, islands, one-way stubs that leave the extract: a position snapped onto one of them could be
//! reached from nowhere. They are left out, so that it is snapped onto the road before it.

use super::pieces::{CLOSED, Network, Piece};

/// Leaves only the largest strongly connected part.
pub fn largest(network: &Network) -> Network {
    let part = parts(network);
    let mut sizes = vec![0_u32; network.junctions as usize];
    for part in &part {
        sizes[*part as usize] += 1;
    }
    // Of parts of one size the first is taken, so that the same file gives the same network.
    let best = (0_u32..)
        .zip(&sizes)
        .fold((0, 0), |best, (part, size)| if *size > best.1 { (part, *size) } else { best });
    let mut kept = Network::default();
    let mut number = vec![None; network.junctions as usize];
    let mut renumber = |junction: u32, kept: &mut Network| {
        *number[junction as usize].get_or_insert_with(|| {
            kept.junctions += 1;
            kept.junctions - 1
        })
    };
    for (i, piece) in network.pieces.iter().enumerate() {
        if part[piece.from as usize] != best.0 || part[piece.to as usize] != best.0 {
            continue;
        }
        let first = u32::try_from(kept.points.len()).unwrap_or(u32::MAX);
        kept.points.extend_from_slice(network.course(i));
        let (from, to) = (renumber(piece.from, &mut kept), renumber(piece.to, &mut kept));
        kept.pieces.push(Piece { from, to, first, ..*piece });
    }
    kept
}

/// For each junction the number of its part: Tarjan's algorithm, with a stack of its own in place of recursion.
fn parts(network: &Network) -> Vec<u32> {
    const NONE: u32 = u32::MAX;
    let next = neighbours(network);
    let count = network.junctions as usize;
    let (mut seen, mut low, mut part) = (vec![NONE; count], vec![0; count], vec![NONE; count]);
    let (mut stack, mut path): (Vec<u32>, Vec<(u32, usize)>) = (Vec::new(), Vec::new());
    let (mut clock, mut found) = (0, 0);
    for root in 0..network.junctions {
        if seen[root as usize] != NONE {
            continue;
        }
        path.push((root, 0));
        while let Some((junction, done)) = path.pop() {
            let j = junction as usize;
            if done == 0 {
                seen[j] = clock;
                low[j] = clock;
                clock += 1;
                stack.push(junction);
            }
            let mut deeper = None;
            for (i, to) in next[j].iter().enumerate().skip(done) {
                let t = *to as usize;
                if seen[t] == NONE {
                    deeper = Some((i + 1, *to));
                    break;
                }
                if part[t] == NONE {
                    low[j] = low[j].min(seen[t]);
                }
            }
            if let Some((done, to)) = deeper {
                path.push((junction, done));
                path.push((to, 0));
                continue;
            }
            if low[j] == seen[j] {
                while let Some(member) = stack.pop() {
                    part[member as usize] = found;
                    if member == junction {
                        break;
                    }
                }
                found += 1;
            }
            if let Some((parent, _)) = path.last() {
                let p = *parent as usize;
                low[p] = low[p].min(low[j]);
            }
        }
    }
    part
}

fn neighbours(network: &Network) -> Vec<Vec<u32>> {
    let mut next = vec![Vec::new(); network.junctions as usize];
    for piece in &network.pieces {
        if piece.forward != CLOSED {
            next[piece.from as usize].push(piece.to);
        }
        if piece.backward != CLOSED {
            next[piece.to as usize].push(piece.from);
        }
    }
    next
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roads::testing::network;

    #[test]
    fn what_cannot_be_left_or_reached_is_left_out() {
        // A ring 0→1→2→0, a one-way stub 2→3, and an island 4–5.
        let whole = network(
            6,
            &[(0, 1, 1, CLOSED), (1, 2, 1, CLOSED), (2, 0, 1, CLOSED), (2, 3, 1, CLOSED), (4, 5, 1, 1)],
        );
        let kept = largest(&whole);
        assert_eq!(kept.junctions, 3);
        assert_eq!(kept.pieces.len(), 3);
        assert_eq!(kept.points.len(), 6);
        assert_eq!(largest(&kept), kept);
        assert_eq!(largest(&Network::default()), Network::default());
    }
}
