"""Builds the municipalities: precise outside (OpenStreetMap), precise in Rīga (city data), about 1 km between the others."""

import math

import numpy as np
import shapely
from shapely.geometry import MultiPoint, Point, Polygon
from shapely.ops import unary_union

import reform
from sources import to_lks, to_wgs


def polygonal(geometry):
    """Drops points and lines that an intersection may leave behind."""
    parts = [p for p in shapely.get_parts(geometry) if p.geom_type == "Polygon"]
    parts += [q for p in shapely.get_parts(geometry) if p.geom_type == "MultiPolygon" for q in p.geoms]
    return shapely.unary_union(parts)


def without_holes(geometry):
    return unary_union([Polygon(part.exterior) for part in shapely.get_parts(geometry)])


def country_outline(osm, coast_land, neighbours, riga):
    """Latvia in metres. The package cuts crude notches where rivers meet the sea; they are filled from the coast of
    GSHHG (held back 300 m, its own error) and from Rīga's own border, never across the state border."""
    outline = without_holes(osm)
    abroad = unary_union([without_holes(n).buffer(50) for n in neighbours])
    near = outline.buffer(4000)
    filled = unary_union([outline, coast_land.buffer(-300).intersection(near).difference(abroad)])
    filled = filled.union(riga.difference(abroad))
    closed = filled.buffer(400, join_style="mitre").buffer(-400, join_style="mitre").difference(abroad)
    largest = max(shapely.get_parts(polygonal(filled.union(closed))), key=lambda part: part.area)
    return Polygon(largest.exterior)


def share_out(leftover, owners):
    """Gives every bit of `leftover` to the nearest owner, by a Voronoi diagram of the owners' densified borders."""
    reach = leftover.buffer(3000)
    points, codes = [], []
    for code, area in owners.items():
        border = area.boundary.intersection(reach)
        for part in shapely.get_parts(border):
            if part.is_empty or part.geom_type != "LineString":
                continue
            for step in range(int(part.length // 150) + 1):
                points.append(part.interpolate(step * 150))
                codes.append(code)
    cells = shapely.voronoi_polygons(MultiPoint(points), extend_to=leftover)
    tree = shapely.STRtree(points)
    shares = {}
    for cell in shapely.get_parts(cells):
        inside = tree.query(cell, predicate="contains")
        if len(inside):
            shares.setdefault(codes[inside[0]], []).append(cell)
    return {code: polygonal(unary_union(list_).intersection(leftover)) for code, list_ in shares.items()}


def split_units(units, places):
    """Cuts the two old units that the reform divided."""
    whole = to_lks(units["AG"])
    lks = lambda pairs: [to_lks(Point(lon, lat)) for lat, lon in pairs]
    first, second = lks(reform.AGLONA_TO_PREILI), lks(reform.AGLONA_TO_KRASLAVA)
    cells = shapely.get_parts(shapely.voronoi_polygons(MultiPoint(first + second), extend_to=whole))
    mine = unary_union([c for c in cells if any(c.contains(p) for p in first)])
    units["AG1"], units["AG2"] = to_wgs(whole.intersection(mine)), to_wgs(whole.difference(mine))
    town = next(Point(x, y) for name, x, y, _ in places if name == "Vangaži")
    disc = to_lks(town).buffer(1800)
    whole = to_lks(units["IN"])
    units["IN1"], units["IN2"] = to_wgs(whole.intersection(disc)), to_wgs(whole.difference(disc))


def dissolve(units, codes):
    # 60 m out and in closes the slivers that the source leaves along some shared borders
    return unary_union([to_lks(units[c]) for c in codes.split()]).buffer(60, join_style="mitre").buffer(-60, join_style="mitre")


def municipalities(units, outline, riga, wanted):
    """code → area in metres; together they cover the outline exactly."""
    rough = {code: dissolve(units, u) for code, u in wanted.items() if code != "0001000"}
    areas, taken = {}, riga
    for code in sorted(rough, key=lambda c: rough[c].area):
        areas[code] = polygonal(rough[code].intersection(outline).difference(taken))
        taken = taken.union(rough[code])
    city = polygonal(riga.intersection(outline))
    leftover = polygonal(outline.difference(unary_union([*areas.values(), city])))
    for code, share in share_out(leftover, areas).items():
        areas[code] = polygonal(unary_union([areas[code], share]))
    areas["0001000"] = city
    return tidy(areas)


def tidy(areas):
    """Snaps to a 0.5 m grid, hands crumbs below 20 ha to the neighbour they lie in, and makes borders match node for node."""
    whole = {code: [] for code in areas}
    crumbs = []
    for code, area in areas.items():
        parts = sorted(shapely.get_parts(area), key=lambda p: -p.area)
        whole[code] = parts[:1]
        for part in parts[1:]:
            (whole[code] if part.area > 200_000 else crumbs).append(part)
    areas = {code: unary_union(parts) for code, parts in whole.items()}
    for crumb in crumbs:
        touch = {code: crumb.buffer(1).intersection(area).area for code, area in areas.items()}
        best = max(touch, key=touch.get)
        areas[best] = areas[best].union(crumb)
    lines = shapely.node(shapely.MultiLineString([
        line for area in areas.values() for line in shapely.get_parts(shapely.set_precision(area, 0.5).boundary)
    ]))
    faces = shapely.get_parts(shapely.polygonize([unary_union(lines)]))
    owned = {code: [] for code in areas}
    for face in faces:
        share = {c: a.intersection(face).area for c, a in areas.items() if a.intersects(face)}
        if share:
            best = max(share, key=share.get)
            if share[best] > 0.3 * face.area or face.area < 1_000_000:
                owned[best].append(face)
    return {code: polygonal(unary_union(parts)) for code, parts in owned.items()}


def with_coastal_waters(areas, outline, foreign):
    """Adds the sea within 2 km of the shore: by the Land Management Law it is in the possession of the municipality."""
    abroad = unary_union([without_holes(n).buffer(50) for n in foreign])
    strip = outline.buffer(2000).difference(unary_union([outline, abroad]))
    strip = unary_union([part for part in shapely.get_parts(strip) if part.area > 5_000_000])
    shares = share_out(strip, areas)
    return tidy({code: polygonal(unary_union([area, shares[code]]) if code in shares else area) for code, area in areas.items()})


def simplified(areas, tolerance):
    codes = sorted(areas)
    thin = shapely.coverage_simplify([areas[c] for c in codes], tolerance)
    return dict(zip(codes, thin))


def town_disc(population):
    """Radius in metres of the circle that stands for a town whose border is not in the sources: 1 200 persons a km²."""
    return min(3500.0, max(900.0, 1000 * math.sqrt(max(population, 300) / 1200 / math.pi)))


def rounded(geometry, digits):
    """Rounds every point alike, so that shared borders stay shared; mends the rare ring that rounding folds."""
    plain = shapely.transform(geometry, lambda xy: np.round(xy, digits))
    return plain if plain.is_valid else polygonal(shapely.set_precision(geometry, 10**-digits))
