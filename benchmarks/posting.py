"""What placing a card costs against a bare durable insert, and whether anything is lost when many do it at once."""

import http.client
import sqlite3
import threading
import time
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from urllib.parse import urlencode

import residents
from measuring import Effort, Request, Side, compare
from residents import Resident
from servers import Server
from table import Goal, Table

GOAL = Goal(2, 3)
CLIENTS = 16
# More than any machine of this size places in a second.
CARDS_EACH_SECOND = 500
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def last_step(token: str) -> str:
    """Where a card is looked at for the last time and hung on the board."""
    return f"/kaartje-maken/{token}/nakijken"


def placing(resident: Resident, tokens: list[str]) -> Iterator[Request]:
    """One new card after the other."""
    for token in tokens:
        yield Request(last_step(token), resident.headers, resident.form, expect=303)


def measure(table: Table, town: Server, bare: Server, effort: Effort) -> None:
    """Adds the cost of placing a card to the table."""
    with residents.application(town.data_dir) as app:
        resident = residents.sign_in(app, 1)[0]
        tokens = residents.write_cards(resident, (effort.blocks + 1) * max(effort.amount, 50))
    body = urlencode({"title": residents.TITLE, "body": residents.BODY}).encode()
    inserts = cycle([Request("/insert", _FORM, body, expect=201)])
    found = compare(Side(town, placing(resident, tokens)), Side(bare, inserts), effort)
    table.compare("placing a card / bare insert", found, GOAL)
    table.add("  the same in elapsed time", f"{found.time_ratio:.2f} ×")


@dataclass
class Witness:
    """What the clients saw: the cards that were acknowledged, and every other answer."""

    acknowledged: list[str] = field(default_factory=list)
    others: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Board:
    """How much there is in the database."""

    cards: int
    tallied: int
    mails: int
    findable: int

    def grew_by(self, amount: int, before: "Board") -> bool:
        """Whether each of them grew by exactly so many."""
        now = (self.cards, self.tallied, self.mails, self.findable)
        then = (before.cards, before.tallied, before.mails, before.findable)
        return all(one - other == amount for one, other in zip(now, then, strict=True))


def under_load(table: Table, town: Server, seconds: int) -> None:
    """Adds to the table what happened while CLIENTS residents placed cards for so many seconds."""
    with residents.application(town.data_dir) as app:
        people = residents.sign_in(app, CLIENTS)
        each = seconds * CARDS_EACH_SECOND // CLIENTS
        queues = [deque(residents.write_cards(person, each)) for person in people]
    before = _count(town)
    witness, until, begun = Witness(), time.monotonic() + seconds, time.monotonic()
    threads = [
        threading.Thread(target=_place, args=(town, person, tokens, until, witness))
        for person, tokens in zip(people, queues, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.monotonic() - begun
    placed = witness.acknowledged
    name = f"{CLIENTS} clients placing for {took:.0f} s"
    table.add(name, f"{len(placed) / took:.0f} cards/s, {len(placed)} acknowledged")
    wrong = _what_went_wrong(town, witness, before)
    table.add("  lost, doubled, refused or locked", "; ".join(wrong) or "none", "none", "TOO MUCH" if wrong else "ok")


def _place(town: Server, person: Resident, tokens: deque[str], until: float, witness: Witness) -> None:
    connection = town.connect()
    while tokens and time.monotonic() < until:
        path = last_step(tokens.popleft())
        try:
            connection.request("POST", path, person.form, person.headers)
            response = connection.getresponse()
            response.read()
        except (OSError, http.client.HTTPException) as error:
            witness.others[type(error).__name__] += 1
            connection.close()
            continue
        place = response.getheader("Location") or ""
        if response.status == 303 and place.startswith("/kaartje/") and place.endswith("nieuw=ja"):
            witness.acknowledged.append(place.removeprefix("/kaartje/")[:10])
        else:
            witness.others[f"{response.status} {place}".strip()] += 1
    connection.close()


def _what_went_wrong(town: Server, witness: Witness, before: Board) -> list[str]:
    wrong = [f"{number} × {what}" for what, number in witness.others.items()]
    placed = witness.acknowledged
    if len(set(placed)) != len(placed):
        wrong.append("one card acknowledged twice")
    with sqlite3.connect(town.data_dir / "buuv.sqlite3") as database:
        present = Counter(row[0] for row in database.execute("SELECT public_id FROM post"))
    missing = [card for card in placed if present[card] != 1]
    if missing:
        wrong.append(f"{len(missing)} acknowledged cards are not there once")
    after = _count(town)
    if not after.grew_by(len(placed), before):
        wrong.append(f"before {before}, after {after}")
    words = town.log.read_text(errors="replace")
    if "locked" in words or "Traceback" in words:
        wrong.append(f"see {town.log}")
    return wrong


def _count(town: Server) -> Board:
    tables = ("count(*) FROM post", "sum(amount) FROM post_tally", "count(*) FROM outgoing_mail")
    with sqlite3.connect(town.data_dir / "buuv.sqlite3") as database:
        counts = [database.execute(f"SELECT {what}").fetchone()[0] for what in (*tables, "count(*) FROM post_index")]
    return Board(*counts)
