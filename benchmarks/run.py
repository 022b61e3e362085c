"""Measures what buuv costs and prints one table; it informs and always ends well.

    python benchmarks/run.py [--small] [--only pages,posting,…]

On a shared machine only the ratios mean something, and a suspicious one is worth a second run.
"""

import argparse
import statistics
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import growth
import pages
import posting
import residents
import servers
import towns
import weight
from measuring import Effort, memory_mb
from servers import Server, serving
from table import Goal, Table

PARTS = ("start", "pages", "weight", "posting", "load", "memory", "growth")
OPEN, ALL = 10_000, 100_000
MEMORY = Goal(120, 120)
STARTS = 3
WORKER_SECONDS = 10


def main() -> None:
    """Runs the parts in an order in which none disturbs the next."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true", help="without growth, in under two minutes")
    parser.add_argument("--only", default=",".join(PARTS), help=f"some of {','.join(PARTS)}")
    chosen = parser.parse_args()
    wanted = set(chosen.only.split(",")) - ({"growth"} if chosen.small else set())
    if wanted - set(PARTS):
        parser.error(f"--only knows {', '.join(PARTS)}")
    effort = Effort(blocks=8, amount=80) if chosen.small else Effort(blocks=14, amount=200)
    table, begun = Table(), time.monotonic()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="buuv-bench-")))
        data_dir = towns.copy_of(towns.made_town(posts=ALL, are_open=OPEN), folder / "buuv")
        if "start" in wanted:
            _measure_starts(table, data_dir)
        town = stack.enter_context(serving("buuv", data_dir))
        _measure(table, town, folder, wanted, effort, seconds=15 if chosen.small else 60)
    print()
    table.show()
    print(f"\nin {time.monotonic() - begun:.0f} seconds; CPU in milliseconds per request, ratios with 95 % interval")


def _measure(table: Table, town: Server, folder: Path, wanted: set[str], effort: Effort, *, seconds: int) -> None:
    for name in ("hello", "insert"):
        (folder / name).mkdir()
    if "pages" in wanted:
        with residents.application(town.data_dir) as app:
            cookie = {"Cookie": residents.sign_in(app, 1)[0].headers["Cookie"]}
        with serving("hello", folder / "hello", app="benchmarks.bare:hello") as hello:
            pages.measure(table, town, hello, cookie, effort)
    if "weight" in wanted:
        weight.measure(table, town)
    if "growth" in wanted:
        growth.measure(table, town, effort)
    if "posting" in wanted:
        with serving("insert", folder / "insert", app="benchmarks.bare:insert") as bare:
            posting.measure(table, town, bare, effort)
    if "load" in wanted:
        posting.under_load(table, town, seconds)
    if "memory" in wanted:
        _measure_memory(table, town)


def _measure_starts(table: Table, data_dir: Path) -> None:
    seconds = []
    for _ in range(STARTS):
        with serving("start", data_dir) as server:
            seconds.append(server.seconds_to_first_answer)
    table.add("start to first answer", f"{statistics.median(seconds):.2f} s")


def _measure_memory(table: Table, town: Server) -> None:
    """After everything else, so that what grows has grown; the worker gets the mails of all new cards to send."""
    for number, pid in enumerate(servers.workers_of(town.pid), 1):
        _add_memory(table, f"memory of gunicorn's worker {number}", pid)
    with servers.working(town.data_dir) as pid:
        time.sleep(WORKER_SECONDS)
        _add_memory(table, "memory of buuv worker", pid)


def _add_memory(table: Table, name: str, pid: int) -> None:
    resident, proportional = memory_mb(pid)
    words = f"{resident:.0f} MB resident, {proportional:.0f} MB of its own and its part of what is shared"
    table.add(name, words, f"≤ {MEMORY.target:g} MB", MEMORY.verdict(resident))


if __name__ == "__main__":
    main()
