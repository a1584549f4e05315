//! Loads the files of the base map when the view needs them.

use std::cell::Cell;
use std::rc::Rc;

use leptos::task::spawn_local;
use vnr_shared::json::Unreadable;

use super::base::{Credit, Sheet};
use super::painter::Painter;
use super::projection::View;
use crate::api;
use crate::i18n::lang_now;

type Read = fn(&str) -> Result<Sheet, Unreadable>;

/// A file of the base map and when it is wanted.
struct File {
    name: &'static str,
    from_zoom: f64,
    /// Only when Rīga is in sight.
    riga: bool,
    read: Read,
}

const FILES: [File; 4] = [
    File { name: "country", from_zoom: 0.0, riga: false, read: |json| Sheet::country(json, lang_now()) },
    File { name: "riga", from_zoom: 11.0, riga: true, read: Sheet::neighbourhoods },
    File { name: "riga-streets", from_zoom: 14.0, riga: true, read: Sheet::streets },
    File { name: "riga-houses", from_zoom: 16.0, riga: true, read: Sheet::houses },
];

/// Which files are loaded or on the way.
#[derive(Default)]
pub struct Loader {
    asked: [Cell<bool>; 4],
}

/// Whether a view shows some of Rīga.
fn sees_riga(view: &View) -> bool {
    let (left, top) = view.px(super::projection::World::of(57.09, 23.93));
    let (right, bottom) = view.px(super::projection::World::of(56.85, 24.33));
    left < view.width && right > 0.0 && top < view.height && bottom > 0.0
}

impl Loader {
    /// Loads what the view wants and has not been asked for. `credit` is told whom to thank, `fault` that a file failed.
    pub fn want(
        &self,
        painter: &Rc<Painter>,
        credit: impl Fn(&[Credit]) + Clone + 'static,
        fault: impl Fn() + Clone + 'static,
    ) {
        let view = painter.view.get();
        for (file, asked) in FILES.iter().zip(&self.asked) {
            if view.zoom < file.from_zoom || (file.riga && !sees_riga(&view)) || asked.replace(true) {
                continue;
            }
            let (painter, credit, fault) = (painter.clone(), credit.clone(), fault.clone());
            spawn_local(async move {
                let text = api::get_text(&format!("/map/{}.json", file.name)).await;
                match text.ok().and_then(|json| (file.read)(&json).ok()) {
                    Some(sheet) => {
                        credit(&sheet.credits);
                        painter.sheets.borrow_mut().push(sheet);
                        painter.ask(true);
                    }
                    None => fault(),
                }
            });
        }
    }
}
