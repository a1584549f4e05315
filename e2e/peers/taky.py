"""Positions → received by so many clients, over the CoT router taky.

Every event is one moving unit; the router sends it to every other client, without rules. Delay is measured from the
sender's write to the receiver's read, within one process and one clock.
"""

import asyncio
import datetime
import os
import pathlib
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time

RUNS = int(os.environ.get("BENCH_RUNS", "3"))
SECONDS = int(os.environ.get("BENCH_SECONDS", "15"))
CLIENTS = 112
RATES = (20, 100, 300)
MARK = re.compile(rb'vnr-sent="(\d+)"')


def event(unit: int) -> bytes:
    """A position as an officer's device sends it, with the instant of sending in the detail."""
    now = datetime.datetime.now(datetime.timezone.utc)
    stamp = now.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    stale = (now + datetime.timedelta(seconds=30)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return (
        f'<event version="2.0" uid="unit-{unit}" type="a-f-G-U-C" how="m-g" time="{stamp}" start="{stamp}" '
        f'stale="{stale}"><point lat="56.95" lon="24.11" hae="0.0" ce="8.0" le="9999999.0"/>'
        f'<detail><contact callsign="R-{unit}"/><track speed="12.0" course="90.0"/>'
        f'<vnr vnr-sent="{time.monotonic_ns()}"/></detail></event>'
    ).encode()


async def listen(port: int, delays: list) -> None:
    reader, _ = await asyncio.open_connection("127.0.0.1", port)
    rest = b""
    while chunk := await reader.read(1 << 16):
        received = time.monotonic_ns()
        *whole, rest = (rest + chunk).split(b"</event>")
        for one in whole:
            if mark := MARK.search(one):
                delays.append((received - int(mark.group(1))) / 1e6)


async def measure(port: int, rate: int) -> list:
    delays: list = []
    listeners = [asyncio.create_task(listen(port, delays)) for _ in range(CLIENTS)]
    await asyncio.sleep(1)
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    began, count = time.monotonic(), rate * SECONDS
    for n in range(count):
        await asyncio.sleep(max(0.0, began + n / rate - time.monotonic()))
        writer.write(event(n % 300))
        await writer.drain()
    until = time.monotonic() + 5
    while len(delays) < count * CLIENTS and time.monotonic() < until:
        await asyncio.sleep(0.05)
    for one in listeners:
        one.cancel()
    return delays


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(rate: int) -> list:
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        config = pathlib.Path(folder, "taky.conf")
        config.write_text(
            f"[taky]\nhostname=localhost\nbind_ip=127.0.0.1\nroot_dir={folder}\n"
            f"[cot_server]\nport={port}\n[dp_server]\nupload_path={folder}\n[ssl]\nenabled=false\n",
            encoding="utf-8",
        )
        taky = pathlib.Path(sys.executable).parent / "taky"
        server = subprocess.Popen([taky, "-l", "error", "-c", config], cwd=folder)
        try:
            for _ in range(100):
                try:
                    socket.create_connection(("127.0.0.1", port)).close()
                    break
                except OSError:
                    time.sleep(0.1)
            return sorted(asyncio.run(measure(port, rate)))
        finally:
            server.kill()
            server.wait()


def line(what: str, unit: str, values: list) -> None:
    shown = (lambda v: f"{v:.0f}") if unit == "" or max(values) >= 100 else (lambda v: f"{v:.1f}")
    figure = f"{shown(statistics.median(values))} {unit}".rstrip()
    print(f"{what:64} {figure:>12} {shown(min(values)) + '–' + shown(max(values)):>18}", flush=True)


for each in RATES:
    runs = [run(each) for _ in range(RUNS)]
    name = f"taky, no rules: position → {CLIENTS} clients, {each}/s"
    at = [lambda d, share=share: d[min(len(d) - 1, int(len(d) * share))] if d else float("nan") for share in (0.5, 0.99)]
    line(f"{name}, p50", "ms", [at[0](r) for r in runs])
    line(f"{name}, p99", "ms", [at[1](r) for r in runs])
    line("  of these not received within 5 s of the last", "", [each * SECONDS * CLIENTS - len(r) for r in runs])
