"""Assembles everything, once."""

import os
import secrets
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from flask import Flask, Request, current_app, request
from flask.sessions import SecureCookieSessionInterface
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from buuv import settings as settings_module
from buuv import wiring
from buuv.core import tokens
from buuv.core.database import db, engine_options
from buuv.core.limits import Limits, SqliteStorage
from buuv.guard import meanings, phrases, spelling, thresholds
from buuv.language import compounds, concepts, learned, needs
from buuv.moderation import audit
from buuv.posts.categories import all_categories
from buuv.privacy import register
from buuv.settings import Settings, SettingsError
from buuv.towns import texts
from buuv.web.support import access, errors, headers, language, rendering, towns, transaction
from buuv.web.support.language import WsgiApp

BODY_MAX = 1_000_000


class CookieSession(SecureCookieSessionInterface):
    """The signed cookie is Secure exactly when the request came by https."""

    def get_cookie_secure(self, app: Flask) -> bool:
        """Asks this request, which knows about the trusted proxy."""
        return request.is_secure


def create_app(config: Settings | None = None) -> Flask:
    """The application for these settings (read from files and environment when left out)."""
    config = config or settings_module.load()
    check_words()
    texts.use(config.municipalities)
    prepare_data_dir(config)
    learned.keep_in(config.data_dir)
    tokens.use_key(config.secret_key or _kept_key(config.data_dir))
    app = Flask("buuv", static_folder=None, template_folder="templates")
    app.config.update(
        SECRET_KEY=tokens.key(),
        SQLALCHEMY_DATABASE_URI=config.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(config.database_url),
        MAX_CONTENT_LENGTH=BODY_MAX,
        PERMANENT_SESSION_LIFETIME=config.resident_idle_days * 86_400,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        PROPAGATE_EXCEPTIONS=False,
    )
    app.session_interface = CookieSession()
    app.request_class = BoundedRequest
    app.extensions["buuv.settings"] = config
    app.extensions["buuv.limits"] = Limits(
        config.limit, SqliteStorage(config.data_dir / "counters.sqlite3"), on=config.limits == "on"
    )
    db.init_app(app)
    wiring.connect()
    audit.keep_head_in(lambda: current_app.extensions["buuv.settings"].data_dir)
    _init_web(app)
    _wrap(app, config)
    return app


class TrustedProxy:
    """WSGI: believes one hop of X-Forwarded-For and X-Forwarded-Proto, from the named proxy only."""

    def __init__(self, wsgi: WsgiApp, address: str) -> None:
        self._direct, self._behind, self._address = wsgi, ProxyFix(wsgi, x_for=1, x_proto=1), address

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        is_proxy = environ.get("REMOTE_ADDR") == self._address
        return (self._behind if is_proxy else self._direct)(environ, start_response)


def check_words() -> None:
    """Refuses a mistake in the word files, the categories and the register before the first request."""
    try:
        compounds.check()
        concepts.check()
        needs.check(all_categories())
        phrases.check()
        spelling.check()
        thresholds.figures()
        meanings.weights()
        register.groups()
    except (ValueError, KeyError) as error:
        raise SettingsError(str(error)) from error


class BoundedRequest(Request):
    """A request whose form is small: words and choices, no files."""

    max_form_memory_size = BODY_MAX
    max_form_parts = 200


def _init_web(app: Flask) -> None:
    """The order is the order of the checks: town, transaction, access, forgery, page."""
    from buuv.web.pages import register_pages

    towns.init_app(app)
    transaction.init_app(app)
    headers.init_app(app)
    register_pages(app)
    access.init_app(app)
    CSRFProtect(app)
    errors.init_app(app)
    rendering.init_app(app)
    forgotten = [name for name, view in app.view_functions.items() if not hasattr(view, "access")]
    if forgotten:
        raise RuntimeError(f"endpoints without @public or @allows: {', '.join(sorted(forgotten))}")


def _wrap(app: Flask, config: Settings) -> None:
    app.wsgi_app = language.LanguagePrefix(app.wsgi_app)  # type: ignore[method-assign]
    static = WhiteNoise(
        app.wsgi_app,
        max_age=3600,
        # Only names with the hash of their content may be kept for ever.
        immutable_file_test=lambda path, url: url.count(".") > 1,
        add_headers_function=_static_headers,
        allow_all_origins=False,
    )
    for path in sorted(rendering.STATIC.iterdir()):
        if path.is_file():
            static.add_file_to_dictionary(rendering.static_url(path.name), str(path))
            static.add_file_to_dictionary(f"/static/{path.name}", str(path))
    app.wsgi_app = static  # type: ignore[method-assign]
    if config.trusted_proxy:
        app.wsgi_app = TrustedProxy(app.wsgi_app, config.trusted_proxy)  # type: ignore[method-assign]


def _static_headers(found: Any, path: str, url: str) -> None:
    for name, value in headers.HEADERS.items():
        found[name] = value


def prepare_data_dir(config: Settings) -> None:
    """Makes the data folder, readable by its owner only."""
    config.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)


def _kept_key(data_dir: Path) -> str:
    """The key of this installation, made at its first start; safe when two processes start at once."""
    path = data_dir / "secret.key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        key = secrets.token_urlsafe(48)
        file.write(key)
    return key
