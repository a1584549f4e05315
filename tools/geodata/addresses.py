"""`data/addresses-riga.csv.br`: street, house number, neighbourhood, latitude, longitude."""

import csv
import io

import brotli
import shapely


def neighbourhood_of(land):
    """Name of the neighbourhood of each address; one that lies outside all of them (a pier, rounding) gets the nearest."""
    names, areas = list(land.neighbourhoods), list(land.neighbourhoods.values())
    tree = shapely.STRtree(areas)
    points = shapely.points([(a[2], a[3]) for a in land.addresses])
    found = {int(p): int(a) for p, a in zip(*tree.query(points, predicate="intersects"))}
    return [names[found[i] if i in found else int(tree.nearest(p))] for i, p in enumerate(points)]


def write(land, root):
    out = io.StringIO(newline="")
    table = csv.writer(out, lineterminator="\n")
    table.writerow(["street", "number", "neighbourhood", "lat", "lon"])
    rows = sorted(
        (street, number, name, f"{lat:.6f}", f"{lon:.6f}")
        for (street, number, lon, lat, *_), name in zip(land.addresses, neighbourhood_of(land))
    )
    table.writerows(rows)
    raw = out.getvalue().encode("utf-8")
    path = root / "data/addresses-riga.csv.br"
    path.write_bytes(brotli.compress(raw, quality=11, lgwin=24))
    print(f"{path.name}: {len(rows)} addresses, {len({r[0] for r in rows})} streets, {len(raw)} → {path.stat().st_size} bytes")
    print([r for r in rows if r[0] == "Krišjāņa Barona iela"][:3])
