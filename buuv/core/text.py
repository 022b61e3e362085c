"""What people type, made safe to keep: nothing visible is lost, nothing invisible stays."""

import re
import unicodedata

_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
# Letters that look like nothing: whoever reads sees a space, so that is what they are.
_BLANKS = str.maketrans(dict.fromkeys("\u2800\u3164\u115f\u1160\uffa0", " "))
_MARKS = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff\ufe20-\ufe2f]{4})[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
# The HTML standard's definition for input type=email, with at least one dot in the domain.
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_EMAIL_SHAPE = re.compile(rf"[a-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@{_LABEL}(?:\.{_LABEL})+", re.ASCII | re.IGNORECASE)


def clean(text: str) -> str:
    """Composed Unicode without control, direction and zero-width characters, lines ended by \\n."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).translate(_BLANKS)
    return _MARKS.sub(r"\1", _INVISIBLE.sub("", text))


def one_line(text: str) -> str:
    """Clean text on one line, without white space around it."""
    return re.sub(r"\s+", " ", clean(text)).strip()


def paragraphs(text: str) -> str:
    """Clean text with its lines kept and at most one empty line between them."""
    lines = [re.sub(r"[^\S\n]+", " ", line).strip() for line in clean(text).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def slug(text: str) -> str:
    """Lower-case letters, digits and single hyphens, for an address."""
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", folded).strip("-")


def mail_address(text: str) -> str:
    """An e-mail address as it is compared: one line, lower case."""
    return one_line(text).replace(" ", "").lower()


def looks_like_mail(text: str) -> bool:
    """Whether a text has the shape of an e-mail address."""
    return _EMAIL_SHAPE.fullmatch(text) is not None
