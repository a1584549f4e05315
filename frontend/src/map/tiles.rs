//! The deployment's own base map, when it has one: raster tiles or a Web Map Service, over the packaged map.

use leaflet::{Map, TileLayer, TileLayerOptions, TileLayerWms, TileLayerWmsOptions};
use leptos::task::spawn_local;
use vnr_shared::settings::{PageSettings, Tiles};

use crate::api;

/// Asks for the deployment's settings and lays its tiles on the map. Without them the packaged map is all there is, which
/// is no fault.
pub fn lay(map: &Map) {
    let map = map.clone();
    spawn_local(async move {
        if let Ok(PageSettings { tiles: Some(tiles), .. }) = api::get(api::SETTINGS).await {
            add(&map, &tiles);
        }
    });
}

fn add(map: &Map, tiles: &Tiles) {
    if tiles.wms_layers.is_empty() {
        let options = TileLayerOptions::default();
        options.set_attribution(tiles.attribution.clone());
        options.set_max_zoom(19.0);
        if let Some(deepest) = tiles.deepest {
            options.set_max_native_zoom(deepest.into());
        }
        TileLayer::new_options(&tiles.url, &options).add_to(map);
    } else {
        let options = TileLayerWmsOptions::default();
        options.set_layers(tiles.wms_layers.clone());
        options.set_attribution(tiles.attribution.clone());
        options.set_format("image/png".to_owned());
        TileLayerWms::new_options(&tiles.url, &options).add_to(map);
    }
}
