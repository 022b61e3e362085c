"""Signed-in residents with unsent cards, made by buuv's own code in the data folder that is measured."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import towns
from flask import Flask, g, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select

from buuv import settings
from buuv.accounts import signing_in
from buuv.accounts.models import RESIDENT, Account
from buuv.app import create_app
from buuv.core import clock, drafts
from buuv.core.database import db
from buuv.posts import rules
from buuv.posts.models import Post

TITLE = "Wie wil morgen mee naar de markt"
BODY = (
    "Ik loop niet meer zo ver en ga graag eens in de week naar de markt. Het is een kwartier lopen. "
    "Na afloop drinken wij samen koffie op het plein, dat lijkt mij gezellig."
)


@dataclass(frozen=True)
class Resident:
    """What a browser of a signed-in resident sends along."""

    cookie: str
    csrf_token: str
    place_code: str

    @property
    def headers(self) -> dict[str, str]:
        """The headers of every request."""
        return {"Cookie": f"session={self.cookie}", "Content-Type": "application/x-www-form-urlencoded"}

    @property
    def form(self) -> bytes:
        """The body of the last step: nothing but the proof that the form was ours."""
        return urlencode({"csrf_token": self.csrf_token}).encode()


@contextmanager
def application(data_dir: Path, **more: str) -> Iterator[Flask]:
    """The application on this data folder, in this process; its connections are closed afterwards."""
    app = create_app(settings.load(towns.environ(data_dir, **more)))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def sign_in(app: Flask, amount: int) -> list[Resident]:
    """So many residents of the demo town, each with a session of its own; beginning with Riet, who has messages."""
    wanted = select(Account).where(Account.role == RESIDENT, Account.is_demo).order_by(Account.id).limit(amount)
    found = [_signed_in(app, account) for account in db.session.scalars(wanted).all()]
    db.session.commit()
    return found


def _signed_in(app: Flask, account: Account) -> Resident:
    _, token = signing_in.open_session(account, device="benchmark")
    with app.test_request_context():
        # Flask-WTF remembers its token where this application context keeps things, not with the request.
        g.pop("csrf_token", None)
        csrf_token = generate_csrf()
        held = dict(session)
    held |= {"_user_id": token, "_fresh": True, "_permanent": True, "seen": int(clock.now().timestamp())}
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return Resident(signer.dumps(held), csrf_token, account.place_code or "")


def write_cards(resident: Resident, amount: int) -> list[str]:
    """So many cards of a resident, ready for the last look; gives their tokens."""
    code = db.session.scalar(select(Account.municipality_code).limit(1))
    words = {"title": TITLE, "body": BODY, "category": _category(), "when": rules.SOON, "part": ""}
    words |= {"place": resident.place_code, "reach": str(rules.MUNICIPALITY)}
    tokens = [drafts.start(code, rules.REQUEST, **words)[1] for _ in range(amount)]
    db.session.commit()
    return tokens


def _category() -> str:
    found: str = db.session.scalar(select(Post.category).limit(1))
    return found
