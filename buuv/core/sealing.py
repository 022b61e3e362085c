"""Secrets that must be read again: encrypted in the database with a key that is not in it (T-20)."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from buuv.core import tokens


class Unreadable(Exception):
    """What was sealed cannot be opened: it was changed, or the server's key is another one."""


def seal(purpose: str, words: str) -> str:
    """The words encrypted and signed (Fernet: AES-128-CBC with HMAC-SHA-256), to be opened for this purpose only."""
    return _box(purpose).encrypt(words.encode()).decode("ascii")


def unseal(purpose: str, sealed: str) -> str:
    """The words again; Unreadable when they were sealed for something else or with another key."""
    try:
        return _box(purpose).decrypt(sealed.encode("ascii")).decode()
    except InvalidToken as error:
        raise Unreadable from error


def _box(purpose: str) -> Fernet:
    """A box with a key of its own, derived from the server's key (HKDF, RFC 5869)."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"buuv:{purpose}".encode()).derive(
        tokens.key().encode()
    )
    return Fernet(base64.urlsafe_b64encode(derived))
