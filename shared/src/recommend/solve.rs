//! The assignment problem: every row gets a column of its own at the least total cost.

/// Cost of what must not be. Far above any cost that may be, and far below what would overflow.
pub const NEVER: i128 = i128::MAX / 1024;

/// For each row the column it gets. There must be no more rows than columns; `cost` holds one list of equal length for each
/// row. Which of several solutions of equal cost is given depends on the order of rows and columns and on nothing else.
///
/// The Hungarian method with shortest augmenting paths: rows² × columns steps. Numbers of 128 bits, so that one number can
/// hold several goals, each of which outweighs all that come after it.
pub fn solve(cost: &[Vec<i128>]) -> Vec<usize> {
    let columns = cost.first().map_or(0, Vec::len);
    // Index 0 stands for "none" in what follows, so rows and columns are counted from 1.
    let (mut row_price, mut column_price) = (vec![0_i128; cost.len() + 1], vec![0_i128; columns + 1]);
    let mut row_of = vec![0_usize; columns + 1];
    for row in 1..=cost.len() {
        row_of[0] = row;
        let mut least = vec![i128::MAX; columns + 1];
        let mut came_from = vec![0_usize; columns + 1];
        let mut done = vec![false; columns + 1];
        let mut column = 0;
        while row_of[column] != 0 {
            done[column] = true;
            let from = row_of[column];
            let (mut step, mut next) = (i128::MAX, 0);
            for to in 1..=columns {
                if done[to] {
                    continue;
                }
                let reduced = cost[from - 1][to - 1] - row_price[from] - column_price[to];
                if reduced < least[to] {
                    least[to] = reduced;
                    came_from[to] = column;
                }
                if least[to] < step {
                    step = least[to];
                    next = to;
                }
            }
            for other in 0..=columns {
                if done[other] {
                    row_price[row_of[other]] += step;
                    column_price[other] -= step;
                } else if least[other] != i128::MAX {
                    least[other] -= step;
                }
            }
            column = next;
        }
        while column != 0 {
            row_of[column] = row_of[came_from[column]];
            column = came_from[column];
        }
    }
    let mut found = vec![0; cost.len()];
    for (column, row) in row_of.iter().enumerate().skip(1).filter(|(_, row)| **row != 0) {
        found[row - 1] = column - 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn total(cost: &[Vec<i128>], found: &[usize]) -> i128 {
        cost.iter().zip(found).map(|(row, column)| row[*column]).sum()
    }

    /// The least cost of all ways to give each row a column.
    fn by_trying_all(cost: &[Vec<i128>], taken: &mut Vec<usize>) -> i128 {
        let Some(row) = cost.get(taken.len()) else { return 0 };
        let mut least = i128::MAX;
        for (column, cost_here) in row.iter().enumerate() {
            if !taken.contains(&column) {
                taken.push(column);
                least = least.min(cost_here + by_trying_all(cost, taken));
                taken.pop();
            }
        }
        least
    }

    fn matrix() -> impl Strategy<Value = Vec<Vec<i128>>> {
        (1_usize..6, 0_usize..3).prop_flat_map(|(rows, more)| {
            let row =
                proptest::collection::vec(prop_oneof![0_i128..12, 0_i128..10_000, Just(NEVER)], rows + more);
            proptest::collection::vec(row, rows)
        })
    }

    proptest! {
        #[test]
        fn nothing_is_cheaper_than_the_solution(cost in matrix()) {
            let found = solve(&cost);
            let mut distinct = found.clone();
            distinct.sort_unstable();
            distinct.dedup();
            prop_assert_eq!(distinct.len(), cost.len());
            prop_assert_eq!(total(&cost, &found), by_trying_all(&cost, &mut Vec::new()));
        }
    }

    #[test]
    fn no_rows_have_no_solution_to_find() {
        assert_eq!(solve(&[]), Vec::<usize>::new());
        assert_eq!(solve(&[vec![4, 1, 3], vec![2, 0, 5]]), [1, 0]);
    }
}
