"""English lives under /en: the prefix moves to SCRIPT_NAME, so every address made keeps it."""

from collections.abc import Callable, Iterable
from typing import Any

from buuv.core import translation

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class LanguagePrefix:
    """WSGI: reads the language from the address, so that routes exist once."""

    def __init__(self, app: WsgiApp) -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == "/en" or path.startswith("/en/"):
            environ["SCRIPT_NAME"] = "/en"
            environ["PATH_INFO"] = path[3:] or "/"
            translation.speak("en")
        else:
            translation.speak("nl")
        return self._app(environ, start_response)
