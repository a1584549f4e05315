"""The compact JSON of `frontend/assets/map/README.md`."""

import json
from pathlib import Path

import numpy as np
import shapely

SCALE = 100_000
ATTRIBUTION = {
    "osm": {"text": "© OpenStreetMap contributors (ODbL)", "url": "https://www.openstreetmap.org/copyright"},
    "ne": {"text": "Natural Earth", "url": "https://www.naturalearthdata.com/"},
    "gshhg": {"text": "GSHHG (LGPL)", "url": "https://www.soest.hawaii.edu/pwessel/gshhg/"},
    "geonames": {"text": "GeoNames (CC BY 4.0)", "url": "https://www.geonames.org/"},
    "riga": {"text": "Rīgas valstspilsētas pašvaldība, atvērtie dati", "url": "https://georiga.eu/"},
}


def point(x, y):
    return [round(x * SCALE), round(y * SCALE)]


def delta(points):
    """Integer pairs, the first absolute and the rest as differences; a point equal to the one before is dropped."""
    out, last = [], None
    for x, y in points:
        here = point(x, y)
        if last is None:
            out += here
        elif here != last:
            out += [here[0] - last[0], here[1] - last[1]]
        last = here
    return out


def exact(points):
    """Like `delta`, but keeps every point (one per house number)."""
    scaled = np.rint(np.asarray(points) * SCALE).astype(int)
    return np.concatenate([scaled[:1], np.diff(scaled, axis=0)]).ravel().tolist()


def ring(linear):
    coded = delta(list(linear.coords)[:-1])
    return coded if len(coded) >= 6 else None


def polygons(geometry):
    """Degrees → list of polygons; rings that vanish at this scale are left out."""
    out = []
    for part in shapely.get_parts(shapely.orient_polygons(geometry)):
        if part.geom_type != "Polygon" or part.is_empty:
            continue
        outer = ring(part.exterior)
        if outer:
            out.append([outer] + [r for r in map(ring, part.interiors) if r])
    return out


def lines(geometry):
    coded = [delta(part.coords) for part in shapely.get_parts(geometry) if part.geom_type == "LineString"]
    return [line for line in coded if len(line) >= 4]


def coarser(value, by):
    """The same content in units `by` times as long. Every point is rounded alike, so that shared borders stay shared."""
    if isinstance(value, dict):
        return {name: coarser(part, by) for name, part in value.items()}
    if not isinstance(value, list) or not value:
        return value
    if not isinstance(value[0], int):
        return [coarser(part, by) for part in value]
    out, x, y, last = [], 0, 0, None
    for dx, dy in zip(value[::2], value[1::2]):
        x, y = x + dx, y + dy
        here = round(x / by), round(y / by)
        if last is None:
            out += here
        elif here != last:
            out += [here[0] - last[0], here[1] - last[1]]
        last = here
    return out


def write(path: Path, bbox, sources, content, coarse=1) -> None:
    import brotli

    body = {"version": 1, "scale": round(SCALE / coarse), "bbox": bbox, "attribution": [ATTRIBUTION[s] for s in sources]}
    body |= coarser(content, coarse) if coarse > 1 else content
    raw = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    path.write_bytes(raw)
    print(f"{path.name}: {len(raw)} bytes, {len(brotli.compress(raw, quality=11))} with brotli")
