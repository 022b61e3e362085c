"""The one loop: sends the mail that is due, and lets time do its work each minute."""

import logging
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.exc import SQLAlchemyError

from buuv import policy, tending
from buuv.accounts import signing_in
from buuv.accounts.models import AddressChange, SignInAttempt
from buuv.accounts.queries import find_by_email
from buuv.core import carriers, clock, mail
from buuv.core.database import db, transaction
from buuv.core.outbox import FAREWELL, OutgoingMail
from buuv.moderation import reporting
from buuv.policy import Action, Actor
from buuv.privacy.models import DataRequest

# Seconds between looking for mail, for the rest, and after the database did not answer.
POLL, TEND, DATABASE_REST = 0.5, 60.0, 2.0
# A mail in hand belongs to this worker for so long; a worker that dies holds it up no longer than that.
LEASE = timedelta(seconds=60)
# A mail that was turned away waits 1, 2, 4 … minutes, at most 15 (RFC 5321, 4.5.4.1 gives up after days).
LONGEST_WAIT, GIVE_UP = 15 * 60, timedelta(days=5)
# A server that does not answer is left alone 5, 10, 20 … seconds, at most a minute.
FIRST_REST, LONGEST_REST = 5, 60

log = logging.getLogger("buuv.worker")
_waiting = (OutgoingMail.sent_at.is_(None), OutgoingMail.failed_at.is_(None))


class Dropped(Exception):
    """The mail has become useless before it could leave, for instance because its code is too old."""


def run(app: Flask, *, once: bool) -> None:
    """Works until SIGTERM or SIGINT, ending after the mail in hand; with `once` until nothing is due."""
    if not all(policy.may(Actor(policy.SYSTEM), act) for act in (Action.MAIL_SEND, Action.POST_EXPIRE)):
        raise RuntimeError("policy.py does not let the worker work")
    with app.app_context(), _until_told() as is_told:
        postman = Postman(app)
        if once:
            tending.tend(app)
            while not is_told() and postman.send_one():
                pass
            while not is_told() and tending.read_again():
                pass
            tending.clean_up(app)
            return
        log.info("worker begint")
        tend_at, is_read = time.monotonic(), False
        while not is_told():
            try:
                if time.monotonic() >= tend_at:
                    tend_at, is_read = time.monotonic() + TEND, False
                    tending.tend(app)
                if postman.send_one():
                    continue
                # A large town takes minutes to read again; the mail goes in between.
                if not is_read and tending.read_again():
                    continue
                is_read = True
            except SQLAlchemyError as error:
                # Locked or restarting: what was in hand comes back when its lease is over.
                log.warning("database: %s", type(error).__name__)
                time.sleep(DATABASE_REST)
            time.sleep(POLL)
        log.info("worker stopt")


@contextmanager
def _until_told() -> Iterator[Callable[[], bool]]:
    told: list[int] = []
    signals = (signal.SIGTERM, signal.SIGINT)
    if threading.current_thread() is not threading.main_thread():
        signals = ()  # type: ignore[assignment]  # only the main thread hears signals
    before = {number: signal.signal(number, lambda got, frame: told.append(got)) for number in signals}
    try:
        yield lambda: bool(told)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class Postman:
    """Sends one mail at a time, and leaves a server that does not answer alone for a while."""

    def __init__(self, app: Flask) -> None:
        self._env, self._settings = app.jinja_env, app.extensions["buuv.settings"]
        self._carrier = carriers.carrier_for(self._settings)
        self._rest_until, self._rest = 0.0, 0

    def send_one(self) -> bool:
        """Sends the first mail that is due; False when there is none or the server is left alone."""
        row = claim() if time.monotonic() >= self._rest_until else None
        if row is None:
            return False
        try:
            with transaction(writer=False):
                secrets = _secrets(row)
            made = mail.make(row, env=self._env, settings=self._settings, **secrets)
            # Outside any transaction: a slow server holds nothing up.
            self._carrier.carry(made)
        except Dropped:
            # Done with and no error: so it has a sent_at, and the reason why nothing went.
            _settle(row, "vervallen", sent_at=clock.now(), failure="vervallen")
        except carriers.Unreachable as error:
            self._rest = min(LONGEST_REST, max(FIRST_REST, self._rest * 2))
            self._rest_until = time.monotonic() + self._rest
            _try_later(row, str(error))
        except carriers.Refused as refusal:
            if refusal.is_final:
                _settle(row, "geweigerd", failed_at=clock.now(), failure=str(refusal))
            else:
                _try_later(row, str(refusal))
        except SQLAlchemyError:
            raise
        except Exception as error:  # noqa: BLE001 (whatever is wrong with one mail, the others must go)
            _settle(row, "niet te maken", failed_at=clock.now(), failure=type(error).__name__)
        else:
            self._rest = 0
            if row.kind == FAREWELL:
                _forget(row)
                return True
            _settle(row, "verstuurd", sent_at=clock.now(), failure=None)
        return True


def claim() -> OutgoingMail | None:
    """Takes the next mail that is due into hand: urgent ones first, then the oldest.

    A mail waits for earlier ones to its address; an urgent one does not, for a code cannot wait. A mail that
    is meant for later holds nobody up.
    """
    is_due = (*_waiting, OutgoingMail.due_at <= clock.now())
    with transaction(writer=False):
        if db.session.scalar(select(OutgoingMail.id).where(*is_due).limit(1)) is None:
            return None
    is_begun = or_(OutgoingMail.tries > 0, OutgoingMail.due_at <= clock.now())
    first_ones = select(func.min(OutgoingMail.id)).where(*_waiting, OutgoingMail.urgency > 0, is_begun)
    in_turn = OutgoingMail.id.in_(first_ones.group_by(OutgoingMail.address))
    wanted = select(OutgoingMail).where(*is_due, or_(OutgoingMail.urgency == 0, in_turn))
    wanted = wanted.order_by(OutgoingMail.urgency, OutgoingMail.id).limit(1)
    with transaction():
        row: OutgoingMail | None = db.session.scalar(wanted.with_for_update(skip_locked=True))
        if row:
            row.due_at, row.tries = clock.now() + LEASE, row.tries + 1
        return row


def _settle(row: OutgoingMail, outcome: str, **values: Any) -> None:
    with transaction():
        db.session.execute(update(OutgoingMail).where(OutgoingMail.id == row.id).values(**values))
    log.info("mail %s %s: %s", row.id, row.kind, outcome)


def _forget(row: OutgoingMail) -> None:
    """The last mail to who left: the address goes with it."""
    with transaction():
        db.session.execute(delete(OutgoingMail).where(OutgoingMail.id == row.id))
    log.info("mail %s %s: verstuurd", row.id, row.kind)


def _try_later(row: OutgoingMail, reason: str) -> None:
    if row.created_at < clock.now() - GIVE_UP:
        _settle(row, "opgegeven", failed_at=clock.now(), failure=reason)
        return
    seconds = min(LONGEST_WAIT, 60 * 2 ** (row.tries - 1)) * random.uniform(0.8, 1)
    due_at = clock.now() + timedelta(seconds=seconds)
    _settle(row, f"later ({reason})", due_at=due_at, failure=reason)


def _secrets(row: OutgoingMail) -> dict[str, str]:
    """The code and link of a mail that has them, made now and kept nowhere; Dropped when they are too old."""
    if row.facts.get("purpose") == reporting.PURPOSE:
        return {"token": signing_in.link_for(row.facts["attempt"], reporting.PURPOSE)}
    if row.kind not in ("sign_in_code", "address_code", "address_changed", "data_code"):
        return {}
    number, purpose = row.facts["attempt"], row.facts["purpose"]
    token = signing_in.link_for(number, purpose)
    if row.kind == "address_changed":
        return {"token": token}
    attempt: SignInAttempt | AddressChange | DataRequest | None
    if row.kind == "sign_in_code":
        attempt = signing_in.find_attempt(number, municipality_code=row.municipality_code)
    elif row.kind == "data_code":
        attempt = db.session.query(DataRequest).filter_by(number=number).first()
    else:
        attempt = db.session.query(AddressChange).filter_by(number=number).first()
    oldest = clock.now() - signing_in.CODE_LIFE
    if attempt is None or attempt.ended_at or attempt.created_at <= oldest:
        raise Dropped
    if row.kind == "address_code" and find_by_email(row.municipality_code, row.address):
        return {}
    return {"code": signing_in.code_for(number, purpose), "token": token}
