"""Every endpoint says who may come in, and every view asks before it changes something."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, abort, g, redirect, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from buuv.accounts import blocking, queries, restricting, second_lock, signing_in
from buuv.accounts.models import Account, AccountSession
from buuv.core import clock
from buuv.core.errors import NotFound
from buuv.policy import LOCKLESS, SHUT_OUT, VISITOR, Action, Actor, may
from buuv.policy import signed_in as actor_in
from buuv.web.support.towns import settings, town
from buuv.web.support.transaction import SAFE

View = TypeVar("View", bound=Callable[..., Any])
# The signed cookie notes use at most this often, so that reading writes no cookie each time.
NOTE_USE_EVERY = timedelta(minutes=5)


class SignedIn(UserMixin):
    """What Flask-Login keeps: the session's token; the account behind it is ours."""

    def __init__(self, token: str, account: Account, row: AccountSession, *, is_shut_out: bool) -> None:
        self.token, self.account, self.row, self.is_shut_out = token, account, row, is_shut_out

    def get_id(self) -> str:
        """The token that the cookie carries, signed."""
        return self.token


def public(view: View) -> View:
    """Marks an endpoint that everybody may call."""
    view.access = None  # type: ignore[attr-defined]
    return view


def allows(action: Action) -> Callable[[View], View]:
    """Marks an endpoint for the actors that may do this; the view still asks about the thing itself."""

    def mark(view: View) -> View:
        view.access = action  # type: ignore[attr-defined]
        return view

    return mark


def actor() -> Actor:
    """Whoever makes this request, found out at most once and only when asked."""
    if "actor" not in g:
        g.actor = _find_actor()
    found: Actor = g.actor
    return found


def _find_actor() -> Actor:
    if "_user_id" not in session:
        return Actor(VISITOR)
    user = current_user._get_current_object()
    if not user.is_authenticated:
        return Actor(VISITOR)
    if request.method not in SAFE:
        if not queries.hold(user.account.id):
            return Actor(VISITOR)
        if user.row.seen_on < clock.now() - timedelta(days=1):
            signing_in.note_use(user.account, user.row)
    return _as_actor(user.account, user.row, is_shut_out=user.is_shut_out)


def _as_actor(account: Account, row: AccountSession, *, is_shut_out: bool) -> Actor:
    # Moderators and brokers hang no card and write to nobody, so they hide from nobody.
    hidden = frozenset[int]() if account.is_staff else blocking.hidden_from(account.id)
    return actor_in(account, row, hidden, is_shut_out=is_shut_out)


def ensure(action: Action, thing: Any) -> None:
    """Answers as if the thing did not exist when the actor may not do this to it."""
    if not may(actor(), action, thing):
        raise NotFound


def sign_in(account: Account, *, is_proven: bool = False) -> None:
    """Opens a session for this account in this browser; whatever the cookie held of another one is gone.

    Without `is_proven`, for a passkey, an account with a second lock is half signed in.
    """
    before = actor()
    if before.session and before.account and before.account.id == account.id:
        signing_in.end_session(before.session)
    row, token = signing_in.open_session(account, device=device_name(), is_proven=is_proven)
    _use_session(account, row, token)


def renew_session() -> None:
    """Notes that the second lock is open; the session goes on under a new token (R-S09)."""
    here = actor()
    if here.session is None:
        raise RuntimeError("nobody is signed in")
    _use_session(here.person, here.session, signing_in.prove_factor(here.session))


def _use_session(account: Account, row: AccountSession, token: str) -> None:
    # The card that this browser began as a visitor goes along; its words were this browser's before.
    kept = {key: session[key] for key in ("language", "draft") if key in session}
    session.clear()
    session.update(kept)
    session.permanent = True
    session["seen"] = int(clock.now().timestamp())
    is_shut_out = restricting.is_shut_out(account.id)
    login_user(SignedIn(token, account, row, is_shut_out=is_shut_out))
    g.actor = _as_actor(account, row, is_shut_out=is_shut_out)


def sign_out() -> None:
    """Ends this browser's session."""
    if actor().session:
        signing_in.end_session(actor().session)  # type: ignore[arg-type]
    forget()


def forget() -> None:
    """Makes whoever sits at this browser a visitor; for a session whose row is gone already."""
    logout_user()
    session.clear()
    g.actor = Actor(VISITOR)


def device_name() -> str:
    """A device in a word or two, as its owner would name it; no version, no model."""
    agent = request.user_agent.string
    browser = next(
        (
            name
            for mark, name in (
                ("Edg", "Edge"),
                ("Firefox", "Firefox"),
                ("Chrome", "Chrome"),
                ("Safari", "Safari"),
            )
            if mark in agent
        ),
        "",
    )
    marks = (
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac", "Mac"),
        ("Linux", "Linux"),
    )
    system = next((name for mark, name in marks if mark in agent), "")
    return ", ".join(part for part in (browser, system) if part)


def _load(token: str) -> SignedIn | None:
    """The signed-in person, unless the session was ended, is another town's, or was not used for too long."""
    found = queries.find_signed_in(token)
    if found is None or found[1].municipality_code != town().code:
        return None
    row, account, is_shut_out = found
    config, now = settings(), clock.now()
    idle = now.timestamp() - session.get("seen", 0)
    if account.is_staff:
        most_idle = timedelta(minutes=config.staff_idle_minutes)
        if now - row.created_at > timedelta(hours=config.staff_max_hours):
            return None
    else:
        most_idle = timedelta(days=config.resident_idle_days)
    if not second_lock.is_open(account, row) and now - row.created_at > second_lock.PROVE_WITHIN:
        return None
    if idle > most_idle.total_seconds():
        return None
    if idle > NOTE_USE_EVERY.total_seconds():
        session["seen"] = int(now.timestamp())
    return SignedIn(token, account, row, is_shut_out=is_shut_out)


def local_path(path: str | None) -> str | None:
    """A path within this site to go on to, or None when it could lead elsewhere."""
    if not path or not path.startswith("/") or path.startswith(("//", "/\\")) or len(path) > 200:
        return None
    if any(ord(c) < 33 or c == "\\" for c in path):
        return None
    parts = urlsplit(path)
    return path if not parts.scheme and not parts.netloc and not parts.path.startswith("//") else None


def init_app(app: Flask) -> None:
    """Refuses a forgotten endpoint when the application starts and a forbidden actor at each request."""
    manager = LoginManager()
    manager.session_protection = None  # a phone changes networks; the session row is ours to end
    manager.init_app(app, add_context_processor=False)
    manager.user_loader(_load)

    @app.before_request
    def check() -> Any:
        if request.method not in SAFE and _is_foreign():
            abort(400)
        view = app.view_functions.get(request.endpoint or "")
        if view is None:
            return None
        action: Action | None = getattr(view, "access", None)
        if action is None or may(actor(), action):
            return None
        if actor().is_half and request.method in SAFE:
            return to_second_lock()
        if not actor().is_signed_in:
            return to_sign_in()
        if actor().role == SHUT_OUT and request.method in SAFE:
            # The one place where this person can be: what was decided, and objecting to it.
            return redirect(url_for("decisions.mine"), 303)
        raise NotFound


def _is_foreign() -> bool:
    """Whether the browser says that another site sent this form; scripts that say nothing still need a token."""
    origin = request.headers.get("Origin")
    return request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site") or (
        origin is not None and urlsplit(origin).netloc != request.host
    )


def to_second_lock(onward: str | None = None) -> Any:
    """Sends who is half signed in to the second lock, and then on to where they wanted to be."""
    if actor().role == LOCKLESS:
        return redirect(url_for("safety.overview"), 303)
    if onward is None and request.method in ("GET", "HEAD"):
        onward = request.script_root + request.full_path.rstrip("?")
    return redirect(url_for("second_lock.prove", naar=local_path(onward)), 303)


def ask_proof() -> Any | None:
    """Where to prove once more who one is, before a lock is changed; None when that was a moment ago."""
    here = actor()
    if second_lock.is_fresh(here.person, here.session):
        return None
    back = request.script_root + request.path.removesuffix("/vraag")
    return redirect(url_for("safety.confirm", naar=local_path(back)), 303)


def to_sign_in() -> Any:
    """Sends a visitor to sign in and back; what was typed goes along."""
    from buuv.web.support.kept import keep_form

    if request.method in ("GET", "HEAD"):
        back = request.script_root + request.full_path.rstrip("?")
        return redirect(url_for("signing_in.address", naar=local_path(back)), 303)
    return keep_form()
