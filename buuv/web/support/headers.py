"""Security headers on every answer: nothing from elsewhere, nothing inline, nothing framed."""

from flask import Flask, Response, request, session

CSP = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "X-Robots-Tag": "noindex",
}
STRICT_TRANSPORT = "max-age=31536000; includeSubDomains"


def _keeping(response: Response) -> str:
    """What a browser may keep: nothing of who is signed in, so that nobody finds it by the back button.

    A visitor's half-filled form may be kept by that one browser, so that its back button does find it.
    """
    if response.cache_control.private and response.cache_control.max_age:
        return response.headers["Cache-Control"]  # a page that says so itself tells nothing of anybody
    if "_user_id" in session or response.status_code != 200:
        return "no-store"
    is_personal = "Cookie" in request.headers or session.modified
    return "private, no-cache" if is_personal else "no-cache"


def init_app(app: Flask) -> None:
    """Adds the headers; a page that a person alone may see is never stored."""
    pairs = list(HEADERS.items())

    @app.after_request
    def add(response: Response) -> Response:
        headers = response.headers
        headers.extend(pairs)
        if request.is_secure:
            headers["Strict-Transport-Security"] = STRICT_TRANSPORT
        headers["Cache-Control"] = _keeping(response)
        return response
