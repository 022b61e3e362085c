"""What people do on several pages in a row, for the tests that begin where they end."""

from contextvars import Context
from typing import Any

from sqlalchemy import func, select

from buuv.accounts import signing_in
from buuv.accounts.models import SignInAttempt
from buuv.core.database import db
from tests.builders import HOME
from tests.client import InspectingClient, Page

TITLE = "Wie gaat dinsdag met mij mee naar de huisarts?"
BODY = "Ik loop niet zo snel.\n\nKoffie na afloop!"
ADDRESS = "riet@example.org"
CODE_PAGE = "/inloggen/code"


def code_to(address: str = ADDRESS) -> str:
    """The code in the newest mail to an address."""
    newest = select(SignInAttempt).where(SignInAttempt.email == address).order_by(SignInAttempt.id.desc()).limit(1)
    attempt = db.session.scalars(newest).one()
    return signing_in.code_for(attempt.number)


def link_to(address: str = ADDRESS) -> str:
    """The path of the link in the newest mail to an address."""
    newest = select(SignInAttempt).where(SignInAttempt.email == address).order_by(SignInAttempt.id.desc()).limit(1)
    return f"/inloggen/link/{signing_in.link_for(db.session.scalars(newest).one().number)}"


def a_wrong_code(address: str = ADDRESS) -> str:
    """Six digits that are not the code."""
    return f"{(int(code_to(address)) + 1) % 1_000_000:06d}"


def fetch(browser: Any, path: str, *, method: str = "GET", **more: Any) -> Any:
    """An answer as it comes, by Flask's own test client and in a context of its own; nobody looks at the page."""
    db.session.commit()
    return Context().run(browser.open, path, method=method, base_url="http://127.0.0.1", **more)


def count(model: Any, **values: Any) -> int:
    """How many rows there are with these values."""
    return db.session.scalar(select(func.count()).select_from(model).filter_by(**values)) or 0


def type_words(client: InspectingClient, *, path: str = "/vraag-stellen", title: str = TITLE, body: str = BODY) -> Page:
    """Step 1, from the front page's door to step 2."""
    client.get(path)
    client.submit(title=title, body=body)
    return client.follow()


def walk_to_check(
    client: InspectingClient, *, email: str | None = ADDRESS, path: str = "/vraag-stellen", place: str = HOME
) -> Page:
    """All three steps, to the last look; without an address for who is signed in."""
    type_words(client, path=path)
    client.submit(category="vervoer", when="soon", part="morning")
    client.follow()
    client.submit(button="Verder", place=place, **({"email": email} if email else {}))
    return client.follow()


def sign_in(client: InspectingClient, email: str = ADDRESS) -> Page:
    """With the code from the mail, for who has an account."""
    client.get("/inloggen")
    client.submit(email=email)
    client.follow()
    client.submit("Log in", code=code_to(email))
    return client.page


def sign_out(client: InspectingClient) -> None:
    """By the button in Mijn buuv."""
    client.get("/mijn")
    client.submit("Log uit")
