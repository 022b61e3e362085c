"""Leaving: everything of a person goes at once, but for what they wrote to others, which loses its name."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from buuv.accounts import queries as accounts
from buuv.accounts.models import Account
from buuv.accounts.personal_data import person_of
from buuv.core import clock, outbox
from buuv.core.database import db
from buuv.moderation import audit
from buuv.privacy import parting
from buuv.privacy.holders import HOLDERS
from buuv.privacy.models import Erasure

# Who left, by number; it lies in the data folder and beside each backup.
LIST_NAME = "erasures.jsonl"


@dataclass(frozen=True)
class Gone:
    """One line of the list: this number, in this town, was forgotten at this moment."""

    account: int
    municipality: str
    at: datetime


def leave(account: Account, *, idle: bool = False) -> None:
    """Erases a person in this transaction and says so once to their address; doing it twice changes nothing."""
    # Whatever else this person does at this moment is first done, or then finds them gone.
    if not accounts.hold(account.id):
        return
    address, town, language = account.email, account.municipality_code, account.language
    who, origin = ("system", audit.WORKER) if idle else (f"account:{account.id}", audit.WEB)
    audit.note(who, "account_leave", f"account:{account.id}", origin=origin)
    _erase(account, at=clock.now())
    if address:
        # The worker deletes this row when the mail has left, and retention after a day if it cannot leave.
        outbox.put(outbox.FAREWELL, to=address, municipality_code=town, language=language, idle=idle)


def _erase(account: Account, *, at: datetime) -> None:
    parting.part_from_all(account)
    person = person_of(account)
    for held in HOLDERS:
        held.on_leaving(held, person)
    db.session.add(Erasure(account_id=person.id, municipality_code=person.municipality_code, erased_at=at))
    db.session.flush()
    db.session.refresh(account)


def replay(lines: Iterable[Gone]) -> int:
    """Forgets again who left after a backup was made; gives their number.

    A number can have been given to somebody else since, who then came after the moment on the list.
    """
    done = 0
    for gone in lines:
        account = db.session.get(Account, gone.account)
        is_same = account and account.municipality_code == gone.municipality and account.created_at < gone.at
        if account and is_same and not account.has_left:
            _erase(account, at=gone.at)
            done += 1
    return done


def read_list(file: Path) -> list[Gone]:
    """The lines of a list; ValueError with the number of a line that is no such line."""
    found = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            words = json.loads(line)
            found.append(Gone(int(words["account"]), str(words["municipality"]), datetime.fromisoformat(words["at"])))
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{file}, regel {number}: geen regel van deze lijst") from error
    return found


def add_to_list(file: Path, lines: Iterable[Gone]) -> None:
    """Adds what is not in the list yet; the list only grows, so a database that was put back takes nothing away."""
    known = set(read_list(file)) if file.exists() else set()
    new = [one for one in dict.fromkeys(lines) if one not in known]
    if new:
        with file.open("a", encoding="utf-8") as out:
            for one in new:
                words = {"account": one.account, "municipality": one.municipality, "at": one.at.isoformat()}
                out.write(json.dumps(words) + "\n")
