//! Words of the map.

crate::messages! {
    /// Words of the map.
    MapText {
        Map: "Karte", "Map";
        ShowAll: "Rādīt visus", "Show all";
        ZoomIn: "Tuvināt", "Zoom in";
        ZoomOut: "Tālināt", "Zoom out";
        NoBase: "Pamatkarti nevarēja ielādēt.", "The base map could not be loaded.";
    }
}
