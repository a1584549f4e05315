"""Lakes from GSHHG (and crude ones of OpenStreetMap where it has none), the Daugava from GSHHG and the city's data, other
rivers traced through OpenStreetMap's water holes."""

import heapq
import math

import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.ops import unary_union

from sources import WINDOW, to_lks

# Neighbourhoods of Rīga on the left bank; the border with the rest runs in the middle of the Daugava.
LEFT_BANK = """
Daugavgrīva Bolderāja Buļļi Kleisti Voleri Spilve Iļģuciems Ķīpsala Dzirciems Zasulauks Dārzciems Imanta Zolitūde Pleskodāle
Šampēteris Āgenskalns Torņakalns Salas Atgāzene Bieriņi Mūkupurvs Ziepniekkalns Bišumuiža Katlakalns Beberbeķi
""".split()
HALF_WIDTH = 260  # metres: the Daugava in Rīga is 400 to 700 m wide

# Points on the way (latitude, longitude), mouth first. The line between them follows the water holes of the OSM package.
COURSES = {
    "Gauja": (1, [(57.158, 24.268), (57.10, 24.40), (57.14, 24.68), (57.167, 24.85), (57.25, 25.05), (57.35, 25.27), (57.45, 25.37),
                  (57.537, 25.42), (57.62, 25.65), (57.63, 25.95)]),
    "Venta": (1, [(57.40, 21.54), (57.22, 21.72), (57.05, 21.88), (56.968, 21.98), (56.68, 22.02), (56.52, 22.03)]),
    "Lielupe": (1, [(57.0, 23.93), (56.95, 23.78), (56.80, 23.61), (56.652, 23.73), (56.52, 23.97), (56.41, 24.18)]),
}


def rank(square_km):
    return 1 if square_km >= 30 else 2 if square_km >= 8 else 3 if square_km >= 3 else 4


def lakes(land):
    """(rank, polygon in metres), largest first; the wide Daugava of Rīga counts as one."""
    islands = [to_lks(shapely.make_valid(Polygon(p))) for level, _, p in land.coast if level == 3]
    found = []
    for level, _, points in land.coast:
        if level != 2:
            continue
        lake = to_lks(shapely.make_valid(Polygon(points)).intersection(WINDOW))
        for island in islands:
            lake = lake.difference(island)
        found.append(lake.simplify(15))
    known = unary_union([*(lake.buffer(1500) for lake in found), city_course(land).buffer(600)])
    houses = unary_union([Point(a[5], a[4]).buffer(70) for a in land.addresses])
    for hole in land.water_holes:
        hole = to_lks(hole)
        if hole.area > 1_500_000 and not hole.intersects(known) and hole.within(land.outline.buffer(-1500)):
            compact = 4 * math.pi * hole.area / hole.length**2
            if compact > 0.11:
                soft = hole.buffer(-120).buffer(240).buffer(-120).difference(houses)
                found += [p for p in shapely.get_parts(soft) if p.area > 1_000_000]
    found.append(wide_daugava(land, houses))
    return sorted(((rank(lake.area / 1e6), lake) for lake in found if not lake.is_empty), key=lambda pair: -pair[1].area)


def city_course(land):
    """The Daugava from the mouth to the upper end of Rīga: the border between left-bank and right-bank neighbourhoods."""
    left = unary_union([to_lks(a).buffer(2) for n, a in land.neighbourhoods.items() if n in LEFT_BANK])
    right = unary_union([to_lks(a).buffer(2) for n, a in land.neighbourhoods.items() if n not in LEFT_BANK])
    strip = left.intersection(right)
    border = left.boundary.intersection(right.buffer(8))
    line = max(shapely.get_parts(shapely.line_merge(border)), key=lambda p: p.length) if not strip.is_empty else LineString()
    if Point(line.coords[0]).y < Point(line.coords[-1]).y:
        line = line.reverse()
    return line.simplify(20)


def wide_daugava(land, houses):
    banks = city_course(land).buffer(HALF_WIDTH, cap_style="flat").difference(houses)
    return max(shapely.get_parts(banks.buffer(-40).buffer(40)), key=lambda p: p.area).simplify(10)


def trace(holes, way):
    """Shortest path through the centres of the holes where long jumps are dear (distance squared)."""
    centres = [h.centroid for h in holes] + way
    tree = shapely.STRtree(centres)
    stops = [len(holes) + i for i in range(len(way))]
    path = [stops[0]]
    for start, goal in zip(stops, stops[1:]):
        best, before, queue = {start: 0.0}, {}, [(0.0, start)]
        while queue:
            cost, here = heapq.heappop(queue)
            if here == goal:
                break
            if cost > best[here]:
                continue
            for there in tree.query(centres[here].buffer(12_000)):
                length = centres[here].distance(centres[there])
                if cost + length**2 < best.get(int(there), float("inf")):
                    best[int(there)], before[int(there)] = cost + length**2, here
                    heapq.heappush(queue, (cost + length**2, int(there)))
        leg = [goal]
        while leg[-1] != start:
            leg.append(before[leg[-1]])
        path += leg[::-1][1:]
    inner = [i for i in path if i < len(holes)]
    ends = [path[0], *inner]
    return LineString([centres[i] for i in ends])


def soften(line):
    """Chaikin's corner cutting, twice: the traced points lie about a kilometre apart."""
    for _ in range(2):
        points = list(line.coords)
        cut = [points[0]]
        for (ax, ay), (bx, by) in zip(points, points[1:]):
            cut += [(0.75 * ax + 0.25 * bx, 0.75 * ay + 0.25 * by), (0.25 * ax + 0.75 * bx, 0.25 * ay + 0.75 * by)]
        line = LineString([*cut, points[-1]])
    return line.simplify(25)


def rivers(land):
    """(name, rank, line in metres)."""
    city = city_course(land)
    inside = land.riga.buffer(200)
    upper = Point(city.coords[-1])
    pieces = []
    for _, _, points in land.rivers:
        line = to_lks(LineString(points).intersection(WINDOW)).difference(inside)
        # only the Daugava's own lines: everything else of GSHHG in the box lies abroad
        if line.distance(land.outline) < 100:
            pieces += [p for p in shapely.get_parts(line) if p.distance(land.outline) < 100 or p.length > 5000]
    joined = shapely.line_merge(unary_union([p for p in pieces if p.centroid.x > 500_000]))
    nearest = min((Point(c) for part in shapely.get_parts(joined) for c in (part.coords[0], part.coords[-1])), key=upper.distance)
    daugava = unary_union([joined, city, LineString([upper, nearest])]).simplify(15)
    small = [to_lks(h) for h in land.water_holes]
    small = [h for h in small if h.area < 3_000_000]
    found = [("Daugava", 1, daugava)]
    for name, (importance, way) in COURSES.items():
        stops = [to_lks(Point(lon, lat)) for lat, lon in way]
        found.append((name, importance, soften(trace(small, stops))))
    return found
