"""`country.json` and `riga.json` for the browser."""

import shapely
from shapely.geometry import LineString
from shapely.ops import unary_union

import encode
import reform
import territories as t
import water
from sources import BOX, WINDOW, to_lks, to_wgs
from world import place_class

NEIGHBOURS = {
    "EE": ("Igaunija", "Estonia", (25.6, 58.17)),
    "LT": ("Lietuva", "Lithuania", (24.0, 55.95)),
    "BY": ("Baltkrievija", "Belarus", (28.0, 55.6)),
    "RU": ("Krievija", "Russia", (28.35, 56.9)),
}
SEAS = [
    ("Rīgas līcis", "Gulf of Riga", (23.6, 57.45)),
    ("Baltijas jūra", "Baltic Sea", (20.85, 57.0)),
    ("Irbes šaurums", "Irbe Strait", (22.0, 57.75)),
]


def border_kinds(areas, abroad):
    """Each border once. A segment with two owners divides municipalities; an outer one lies at the coast or abroad."""
    owners = {}
    for area in areas.values():
        for part in shapely.get_parts(area):
            for linear in (part.exterior, *part.interiors):
                spots = [(round(x, 2), round(y, 2)) for x, y in linear.coords]
                for pair in zip(spots, spots[1:]):
                    key = tuple(sorted(pair))
                    owners[key] = owners.get(key, 0) + 1
    kinds = {"coast": [], "state": [], "municipality": []}
    close = abroad.buffer(500)
    shapely.prepare(close)
    for segment, count in owners.items():
        line = LineString(segment)
        kind = "municipality" if count > 1 else "state" if close.contains(line.centroid) else "coast"
        kinds[kind].append(line)
    return {kind: shapely.line_merge(shapely.MultiLineString(found)) for kind, found in kinds.items()}


def place_rank(kind, population):
    if kind == "state_city":
        return 1
    return (2 if population >= 5000 else 3) if kind == "town" else 4


def place_list(land):
    found = []
    for name, x, y, population in land.places:
        kind = place_class(name)
        rank = place_rank(kind, population)
        found.append({"name": name, "class": kind, "rank": rank, "population": population, "at": encode.point(x, y)})
    return sorted(found, key=lambda p: (p["rank"], -p["population"], p["name"]))


def label_point(area):
    spot = to_wgs(shapely.maximum_inscribed_circle(max(shapely.get_parts(area), key=lambda p: p.area), tolerance=200))
    return encode.point(*spot.coords[0])


def write(land, root):
    thin = t.simplified(land.areas, 12)
    names = {**reform.STATE_CITIES, **reform.MUNICIPALITIES}
    foreign = {code: land.osm[code].difference(land.outline).simplify(120) for code in NEIGHBOURS}
    borders = border_kinds(thin, unary_union(list(foreign.values())))
    content = {
        "neighbours": [
            {"code": code, "name": {"lv": lv, "en": en}, "at": encode.point(*at), "polygons": encode.polygons(to_wgs(foreign[code]).intersection(WINDOW))}
            for code, (lv, en, at) in NEIGHBOURS.items()
        ],
        "seas": [{"name": {"lv": lv, "en": en}, "at": encode.point(*at)} for lv, en, at in SEAS],
        "land": {"polygons": encode.polygons(to_wgs(shapely.coverage_union_all(list(thin.values()))))},
        "territories": [
            {"code": code, "name": names[code][0], "class": "state_city" if code in reform.STATE_CITIES else "municipality",
             "at": label_point(thin[code])}
            for code in sorted(thin)
        ],
        "borders": [{"kind": kind, "lines": encode.lines(to_wgs(line))} for kind, line in borders.items()],
        "lakes": [{"rank": rank, "polygons": encode.polygons(to_wgs(area))} for rank, area in water.lakes(land)],
        "rivers": [{"name": name, "rank": rank, "lines": encode.lines(to_wgs(line))} for name, rank, line in water.rivers(land)],
        "places": place_list(land),
    }
    folder = root / "frontend/assets/map"
    # Borders were thinned to 12 m above, so that units of 10 m lose nothing, and every first load transfers this file.
    encode.write(folder / "country.json", list(BOX), ["osm", "ne", "gshhg", "geonames", "riga"], content, coarse=62.5)
    write_riga(land, folder)


def write_riga(land, folder):
    codes = sorted(land.neighbourhoods)
    areas = shapely.coverage_simplify([to_lks(land.neighbourhoods[c]) for c in codes], 3)
    content = {
        "neighbourhoods": [
            {"name": code, "at": label_point(area), "polygons": encode.polygons(to_wgs(area))} for code, area in zip(codes, areas)
        ]
    }
    bounds = [round(v, 3) for v in to_wgs(land.riga).bounds]
    encode.write(folder / "riga.json", bounds, ["riga"], content)
