"""What finding costs: `python benchmarks/searching.py [--posts N] [--postgresql URL] [--only search,write,rebuild]`.

CPU milliseconds of one search call in this process, and on PostgreSQL those of its server process as well: reading the
words, the candidates, the ranking. The queries are our own, not those of the judged set.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import residents
import towns
from sqlalchemy import func, select, text
from table import Goal, Table

from buuv import tending
from buuv.accounts.models import RESIDENT, Account
from buuv.core import clock
from buuv.core.database import begin_as, db, transaction
from buuv.language import warming
from buuv.places import queries as places
from buuv.posts import placing, rules
from buuv.posts.models import OPEN, Post
from buuv.posts.wishes import Wish
from buuv.search import asking, finding, index, matching, upkeep
from buuv.search.ranking import Viewer

SMALL = 10_000
PARTS = ("search", "write", "rebuild")
# What is good, and from where on it is too much, at the middle and at 95 of 100.
ON_SQLITE, IN_PLACE, IN_TOWN = ((3, 8), (6, 15)), ((4, 10), (12, 30)), ((15, 50), (80, 200))
WRITE = ((1, 10), (10, 50))
WRITES = 200
QUERIES = """
wie kan me dinsdag naar de dokter brengen
heg snoeien
mijn tuin is een wildernis geworden en bukken gaat niet meer
boodschappen
lamp ophangen
mijn computer doet raar
samen wandelen met de hond
wie wil samen koffie drinken
formulier invullen voor de belasting
lift naar het ziekenhuis
fiets reparern
oppas voor de kinderen
nederlands oefenen
koken voor iemand alleen
verhuizen, een kast sjouwen
kat verzorgen tijdens de vakantie
gras maaien
iemand om mee te praten
uitleg bij een tablet
huiswerk wiskunde
duwen van een rolstoel
schilderen van de schutting
naaimachine lenen
piano
zwemmen
ramen lappen
wie wil samen helpen
aardappels
buurtfeest organiseren
post ophalen
ik voel me de laatste tijd nogal alleen
"lekke band"
tuin -gras
schil*
toetsenbord
digid
boodschapen doen voor mijn buurvrouw die slecht ter been is
kapstok ophangen en een plankje
taalmaatje
hondenuitlaatservice
""".strip().splitlines()


def main() -> None:
    """Measures and prints one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=SMALL, help="open cards of the SQLite town that is made")
    parser.add_argument("--postgresql", help="the address of a database that holds a demo town; it is written to")
    parser.add_argument("--only", default=",".join(PARTS))
    chosen = parser.parse_args()
    wanted = chosen.only.split(",")
    table = Table()
    with tempfile.TemporaryDirectory(prefix="buuv-bench-") as folder:
        data_dir = Path(folder) / "buuv"
        more = {}
        if chosen.postgresql:
            data_dir.mkdir()
            more["BUUV_DATABASE_URL"] = chosen.postgresql
        else:
            towns.copy_of(towns.made_town(posts=chosen.posts, are_open=chosen.posts), data_dir)
        with residents.application(data_dir, **more):
            warming.warm()
            amount = db.session.scalar(select(func.count()).select_from(Post).where(Post.state == OPEN))
            size = f"{db.engine.dialect.name}, {amount:,} open"
            if "search" in wanted:
                _search(table, size)
            if "write" in wanted:
                _write(table, size)
            if "rebuild" in wanted:
                _rebuild(table, size)
    print()
    table.show()


def _search(table: Table, size: str) -> None:
    code = db.session.scalar(select(Post.municipality_code).limit(1))
    town = places.get_town(code)
    counted = select(Post.place_code).where(Post.state == OPEN, Post.place_code.is_not(None)).group_by(Post.place_code)
    by_size = db.session.scalars(counted.order_by(func.count())).all()
    viewer = Viewer(home=by_size[-1], today=clock.today())
    is_small = db.engine.dialect.name == "sqlite"
    where = (
        ("whole town", Wish(), ON_SQLITE if is_small else IN_TOWN),
        ("requests of a middling buurt", Wish(kind="request", place=by_size[len(by_size) // 2]), IN_PLACE),
        ("the largest buurt", Wish(place=by_size[-1]), IN_PLACE),
        ("one kind of help", Wish(category="tuin"), ON_SQLITE if is_small else IN_TOWN),
    )
    for name, wish, goals in where:
        spent = _spent(
            [lambda words=words, wish=wish: finding.find(asking.read(words), wish, town, viewer) for words in QUERIES]
        )
        _add(table, f"search, {size}, {name}", spent, goals)
    asked = [asking.read(words) for words in QUERIES]
    _add(table, "  of which reading the words", _spent([lambda words=words: asking.read(words) for words in QUERIES]))
    _add(
        table,
        "  of which the candidates",
        _spent([lambda one=one: finding.candidates(one, Wish(), town) for one in asked]),
    )
    posts = db.session.scalars(select(Post).where(Post.state == OPEN).order_by(Post.id.desc()).limit(40)).all()
    _add(table, f"matching, {size}", _spent([lambda post=post: matching.fitting(post, town, viewer) for post in posts]))


def _spent(calls: Sequence[Callable[[], object]], rounds: int = 5) -> list[float]:
    """CPU milliseconds of each call, the least of some rounds: what others do on this machine is not ours."""
    best = [float("inf")] * len(calls)
    for _ in range(rounds):
        for number, call in enumerate(calls):
            before = _cpu_ms()
            call()
            best[number] = min(best[number], _cpu_ms() - before)
    return best


def _cpu_ms() -> float:
    """Of this process and of the server process that works for it (proc(5), schedstat: nanoseconds on a processor)."""
    own = time.process_time() * 1000
    if db.engine.dialect.name != "postgresql":
        return own
    if "pid" not in db.session.connection().info:
        db.session.connection().info["pid"] = db.session.scalar(text("SELECT pg_backend_pid()"))
    pid = db.session.connection().info["pid"]
    return own + int(Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[0]) / 1e6


def _add(table: Table, name: str, spent: list[float], goals: tuple[tuple[float, float], ...] = ()) -> None:
    spent = sorted(spent)
    middle, high = statistics.median(spent), spent[int(0.95 * (len(spent) - 1))]
    words = f"p50 {middle:.1f}, p95 {high:.1f}, most {spent[-1]:.1f} ms"
    if not goals:
        table.add(name, words)
        return
    verdicts = [Goal(*goal).verdict(figure) for goal, figure in zip(goals, (middle, high), strict=True)]
    table.add(name, words, f"≤ {goals[0][0]} / {goals[1][0]} ms", " / ".join(dict.fromkeys(verdicts)))


def _write(table: Table, size: str) -> None:
    """Placing a card, its place in the index and the commit, with the disk."""
    begin_as(writer=True)
    db.session.rollback()
    author = db.session.scalars(select(Account).where(Account.role == RESIDENT, Account.is_demo).limit(1)).one()
    card = placing.Card(
        kind=rules.REQUEST,
        title=residents.TITLE,
        body=residents.BODY,
        category="gezelschap",
        timing=rules.CONSULT,
        day=None,
        rrule=None,
        part=None,
        place_code=author.place_code,
        reach=rules.MUNICIPALITY,
    )
    post = placing.place(card, by=author)
    db.session.commit()
    # The words are read, written and committed again: what the index adds to any change of a card.
    whole, cpu = [], []
    for number in range(WRITES):
        post.body = f"{residents.BODY} Het is de {number}e keer."
        begun, before = time.perf_counter(), _cpu_ms()
        index.add(post)
        db.session.commit()
        whole.append((time.perf_counter() - begun) * 1000)
        cpu.append(_cpu_ms() - before)
    _add(table, f"write, index and commit, {size}: elapsed", whole, WRITE)
    _add(table, "  of which CPU", cpu)


def _rebuild(table: Table, size: str) -> None:
    begin_as(writer=True)
    with transaction():
        db.session.execute(text("DELETE FROM post_index"))
        upkeep.begin()
    begun, before, done = time.perf_counter(), _cpu_ms(), 0
    while step := tending.read_again():
        done += step.read
    spent, seconds = (_cpu_ms() - before) / 1000, time.perf_counter() - begun
    table.add(f"rebuild of {done:,}, {size}", f"{seconds:.1f} s, {spent:.1f} s of them CPU", "≤ 3 s for 10,000")


if __name__ == "__main__":
    sys.exit(main())
