//! The part of the list that is in sight: only those rows are on the page.

use leptos::html;
use leptos::prelude::*;

use crate::theme;

/// Rows drawn above and below what is in sight.
const MARGIN: usize = 8;

/// A window of rows over however many there are.
pub struct Window<T: Send + Sync + 'static> {
    /// The scrolling element.
    pub holder: NodeRef<html::Div>,
    top: RwSignal<f64>,
    height: RwSignal<f64>,
    sight: Memo<Sight<T>>,
    row_px: f64,
}

/// What is drawn, and how many rows are not drawn before and after it. One value: an effect that read the range and the rows
/// by themselves would miss a change of the rows that leaves the range as it is (see CONTRIBUTING.md, reactive values).
#[derive(Clone, PartialEq)]
struct Sight<T> {
    before: usize,
    rows: Vec<T>,
    after: usize,
}

impl<T: Send + Sync> Clone for Window<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync> Copy for Window<T> {}

impl<T: Copy + PartialEq + Send + Sync + 'static> Window<T> {
    /// A window over rows. Their height is the style sheet's: larger where fingers point.
    pub fn new(rows: Memo<Vec<T>>) -> Self {
        let row_px = theme::token("--row").trim().trim_end_matches("px").parse().unwrap_or(32.0);
        let (top, height) = (RwSignal::new(0.0), RwSignal::new(800.0));
        let sight = Memo::new(move |_| {
            rows.with(|all| {
                let (start, end) = range(top.get(), height.get(), row_px, all.len());
                let drawn = all.get(start..end).unwrap_or_default().to_vec();
                Sight { before: start, rows: drawn, after: all.len() - end }
            })
        });
        let window = Self { holder: NodeRef::new(), top, height, sight, row_px };
        let resized = window_event_listener(leptos::ev::resize, move |_| window.measure());
        on_cleanup(move || resized.remove());
        Effect::new(move || {
            rows.with(|_| {});
            window.measure();
        });
        window
    }

    /// Looks where the list is scrolled to.
    pub fn measure(self) {
        if let Some(holder) = self.holder.try_get_untracked().flatten() {
            self.top.set(f64::from(holder.scroll_top()));
            self.height.set(f64::from(holder.client_height()));
        }
    }

    /// The rows to draw; reactive.
    pub fn shown(self) -> Vec<T> {
        self.sight.with(|sight| sight.rows.clone())
    }

    /// Height of the rows that are not drawn before or after those that are; reactive.
    pub fn gap(self, before: bool) -> String {
        let count = self.sight.with(|sight| if before { sight.before } else { sight.after });
        #[expect(clippy::cast_precision_loss, reason = "rows of a list")]
        let px = count as f64 * self.row_px;
        format!("{px}px")
    }

    /// Scrolls no further than needed to bring a row into sight. Does nothing once the list is gone.
    pub fn reveal(self, index: usize) {
        if let Some(holder) = self.holder.try_get_untracked().flatten() {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_precision_loss,
                reason = "pixels of a list"
            )]
            let (above, px) = ((index as f64 * self.row_px) as i32, self.row_px as i32);
            if above < holder.scroll_top() {
                holder.set_scroll_top(above);
            } else if above + px > holder.scroll_top() + holder.client_height() {
                holder.set_scroll_top(above + px - holder.client_height());
            }
        }
    }
}

/// First and last row to draw.
fn range(top: f64, height: f64, row_px: f64, count: usize) -> (usize, usize) {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rows on a screen")]
    let (first, seen) = ((top / row_px) as usize, (height / row_px).ceil() as usize + 1);
    (first.saturating_sub(MARGIN).min(count), (first + seen + MARGIN).min(count))
}

#[cfg(test)]
mod tests {
    use super::range;

    #[test]
    fn only_what_is_in_sight_is_drawn() {
        assert_eq!(range(0.0, 320.0, 32.0, 10_000), (0, 19));
        assert_eq!(range(32_000.0, 320.0, 32.0, 10_000), (992, 1019));
        assert_eq!(range(0.0, 320.0, 32.0, 3), (0, 3));
        // The list has become shorter than where it was scrolled to.
        assert_eq!(range(32_000.0, 320.0, 32.0, 3), (3, 3));
    }
}
