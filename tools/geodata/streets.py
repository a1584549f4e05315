"""`riga-streets.json` and `riga-houses.json`: street names, their approximate course, and the house numbers."""

import math
import re

import numpy as np
import shapely
from shapely.geometry import LineString

import encode
from sources import to_wgs

PLAIN = re.compile(r"^\d+$")
LEADING = re.compile(r"^(\d+)\s*(.*)$")


def natural(number):
    found = LEADING.match(number)
    return (int(found[1]), found[2]) if found else (10**6, number)


def side(points, parity):
    """number → median position of the houses with that number on one side of the street."""
    grouped = {}
    for number, x, y in points:
        found = LEADING.match(number)
        if found and int(found[1]) % 2 == parity:
            grouped.setdefault(int(found[1]), ([], []))[0 if PLAIN.match(number) else 1].append((x, y))
    numbers = sorted(grouped)
    spots = [np.median(np.array(grouped[n][0] or grouped[n][1]), axis=0) for n in numbers]
    return np.array(numbers), np.array(spots)


def course(points):
    """The middle between the odd and the even side, ordered by house number and smoothed; broken at gaps over 350 m."""
    odd, even = side(points, 1), side(points, 0)
    sides = [s for s in (odd, even) if len(s[0])]
    if not sides:
        return []
    numbers = np.unique(np.concatenate([s[0] for s in sides]))
    spots = []
    for n in numbers:
        near = [
            [np.interp(n, s[0], s[1][:, 0]), np.interp(n, s[0], s[1][:, 1])]
            for s in sides
            if s[0][0] - 4 <= n <= s[0][-1] + 4
        ]
        spots.append(np.mean(near, axis=0))
    spots = np.array(spots)
    if len(spots) > 4:
        spots = np.array([np.median(spots[max(0, i - 2) : i + 3], axis=0) for i in range(len(spots))])
        spots = np.array([np.mean(spots[max(0, i - 1) : i + 2], axis=0) for i in range(len(spots))])
    runs, run = [], [spots[0]]
    for a, b in zip(spots, spots[1:]):
        if math.dist(a, b) > 350:
            runs.append(run)
            run = []
        run.append(b)
    runs.append(run)
    found = [LineString(r).simplify(9) for r in runs if len(r) > 1]
    return [line for line in found if line.length > 25]


def screen_angle(line):
    """Degrees clockwise on the screen at the middle of the line, never upside down."""
    middle, reach = line.length / 2, min(60, line.length / 2)
    a, b = line.interpolate(middle - reach), line.interpolate(middle + reach)
    angle = -math.degrees(math.atan2(b.y - a.y, b.x - a.x))
    return round((angle + 90) % 180 - 90)


def write(land, root):
    grouped = {}
    for street, number, lon, lat, northing, easting in land.addresses:
        grouped.setdefault(street, []).append((number, easting, northing, lon, lat))
    streets, houses = [], []
    for name, rows in sorted(grouped.items()):
        rows.sort(key=lambda r: natural(r[0]))
        lines = course([r[:3] for r in rows])
        length = sum(line.length for line in lines)
        if lines:
            longest = max(lines, key=lambda line: line.length)
            spot, angle = to_wgs(longest.interpolate(longest.length / 2)), screen_angle(longest)
            at = encode.point(spot.x, spot.y)
        else:
            at, angle = encode.point(*np.median([(r[3], r[4]) for r in rows], axis=0)), 0
        rank = 1 if length >= 1500 else 2 if length >= 500 else 3
        coded = encode.lines(to_wgs(shapely.MultiLineString(lines))) if lines else []
        streets.append({"name": name, "rank": rank, "at": at, "angle": angle, "length": round(length), "lines": coded})
        houses.append({"name": name, "numbers": [r[0] for r in rows], "points": encode.exact([(r[3], r[4]) for r in rows])})
    streets.sort(key=lambda s: (s["rank"], -s["length"], s["name"]))
    bounds = [round(v, 3) for v in to_wgs(land.riga).bounds]
    folder = root / "frontend/assets/map"
    encode.write(folder / "riga-streets.json", bounds, ["riga"], {"streets": streets})
    encode.write(folder / "riga-houses.json", bounds, ["riga"], {"streets": houses})
