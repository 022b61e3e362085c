"""Server CPU per request, and the ratio of two servers with its uncertainty.

On a shared machine a time says little and a ratio of interleaved blocks much, so blocks run A B B A A B …
"""

import os
import random
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from servers import Server

TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")
ROUNDS = 2000
# A block of dear pages ends after so many seconds.
BLOCK_SECONDS = 2.0


@dataclass(frozen=True)
class Request:
    """One request and the status that it must get."""

    path: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    expect: int = 200


@dataclass(frozen=True)
class Side:
    """A server and the requests it gets, an endless or long enough row of them."""

    server: Server
    requests: Iterator[Request]


@dataclass(frozen=True)
class Effort:
    """How much is measured: so many pairs of blocks of so many requests, fewer when they take too long."""

    blocks: int
    amount: int


@dataclass(frozen=True)
class Comparison:
    """CPU milliseconds per request on both sides and A/B with its 95 % bootstrap interval."""

    a_ms: float
    b_ms: float
    ratio: float
    low: float
    high: float
    # The same ratio of elapsed time: rougher, but it knows what waiting for the disk costs.
    time_ratio: float

    def __str__(self) -> str:
        return f"{self.ratio:.2f} × ({self.low:.2f}–{self.high:.2f})  {self.a_ms:.2f} / {self.b_ms:.2f} ms"


def compare(a: Side, b: Side, effort: Effort) -> Comparison:
    """Measures both sides in interleaved blocks after warming both up."""
    sides = (a, b)
    for side in sides:
        # Each warm-up has its own connections, so that every process gets some.
        for _ in range(6):
            _block(side, max(5, effort.amount // 10))
    found: tuple[list[tuple[float, float]], ...] = ([], [])
    for number in range(effort.blocks):
        for which in (0, 1) if number % 2 == 0 else (1, 0):
            found[which].append(_block(sides[which], effort.amount))
    cpu_a, cpu_b = ([cpu for cpu, _ in blocks] for blocks in found)
    low, high = _interval(cpu_a, cpu_b)
    return Comparison(
        statistics.fmean(cpu_a),
        statistics.fmean(cpu_b),
        sum(cpu_a) / sum(cpu_b),
        low,
        high,
        sum(seconds for _, seconds in found[0]) / sum(seconds for _, seconds in found[1]),
    )


def _block(side: Side, amount: int) -> tuple[float, float]:
    """CPU milliseconds and elapsed seconds, each per request."""
    connection = side.server.connect()
    before, begun = _cpu_ms(side.server), time.perf_counter()
    done = 0
    while done < amount and time.perf_counter() < begun + BLOCK_SECONDS:
        request = next(side.requests)
        done += 1
        connection.request("GET" if request.body is None else "POST", request.path, request.body, request.headers)
        response = connection.getresponse()
        response.read()
        if response.status != request.expect:
            raise SystemExit(f"{side.server.name} answered {response.status} to {request.path}")
    seconds = time.perf_counter() - begun
    connection.close()
    return (_cpu_ms(side.server) - before) / done, seconds / done


def _cpu_ms(server: Server) -> float:
    return tree_cpu_ms(server.pid) + (tree_cpu_ms(server.database_pid) if server.database_pid else 0)


def _interval(a: list[float], b: list[float]) -> tuple[float, float]:
    """The middle 95 % of the ratio when pairs of blocks are drawn again and again (Efron's bootstrap)."""
    rng = random.Random(7)
    ratios = []
    for _ in range(ROUNDS):
        drawn = [rng.randrange(len(a)) for _ in a]
        ratios.append(sum(a[n] for n in drawn) / max(sum(b[n] for n in drawn), 1e-9))
    ratios.sort()
    return ratios[int(0.025 * ROUNDS)], ratios[int(0.975 * ROUNDS)]


def tree_cpu_ms(pid: int) -> float:
    """CPU of a process and all its descendants, the ended ones included (proc(5): utime, stime, cutime, cstime)."""
    children: dict[int, list[int]] = {}
    spent: dict[int, int] = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", "rb") as file:
                    stat = file.read()
            except OSError:
                continue
            # The name of a process may hold spaces and brackets; what follows its last bracket may not.
            words = stat[stat.rindex(b")") + 2 :].split()
            children.setdefault(int(words[1]), []).append(int(name))
            spent[int(name)] = sum(int(word) for word in words[11:15])
    todo, ticks = [pid], 0
    while todo:
        one = todo.pop()
        ticks += spent[one]
        todo += children.get(one, [])
    return ticks * TICK_MS


def memory_mb(pid: int) -> tuple[float, float]:
    """Resident and proportional memory of one process in megabytes of 10^6 bytes."""
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
        kib = {line.split(":")[0]: int(line.split()[1]) for line in file if line.startswith(("Rss:", "Pss:"))}
    return kib["Rss"] * 1.024 / 1000, kib["Pss"] * 1.024 / 1000
