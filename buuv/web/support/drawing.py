"""Pictures that the server draws: a QR code as inline SVG, without any style or script."""

import segno
from markupsafe import Markup, escape


def qr_code(words: str, *, label: str) -> Markup:
    """A QR code (ISO/IEC 18004, error correction M) with the four modules of white that scanners need."""
    drawn = segno.make(words, error="m", micro=False).svg_inline(border=4, omitsize=True, svgclass="qr", lineclass=None)
    # segno draws attributes and numbers only; the words themselves are in the modules.
    return Markup(drawn.replace("<svg ", f'<svg role="img" aria-label="{escape(label)}" ', 1))  # noqa: S704
