//! What the page must know before anybody has logged in.

use serde::{Deserialize, Serialize};

/// Settings of this deployment, as far as they are nobody's secret.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PageSettings {
    /// Base map of the deployment, drawn under the packaged one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tiles: Option<Tiles>,
    /// Whether users may log in at an OpenID Connect provider.
    pub oidc: bool,
}

/// A source of raster tiles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tiles {
    /// Address of the tiles with `{z}`, `{x}` and `{y}`, or of a Web Map Service.
    pub url: String,
    /// Layers, when the address is a Web Map Service; empty for tiles.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub wms_layers: String,
    /// The deepest zoom that has tiles, where it is known; deeper, those are enlarged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deepest: Option<u8>,
    /// Credit line.
    pub attribution: String,
}
