"""Ids and secrets: made at random, compared in constant time, kept only as digests."""

import hashlib
import hmac
import re
import secrets

# Crockford's base 32 in lower case: no i, l, o or u to mistake.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
PUBLIC_ID = re.compile(rf"[{ALPHABET}]{{10}}")


def public_id() -> str:
    """Ten characters (50 bits) that name a thing in an address without counting anything."""
    return "".join(secrets.choice(ALPHABET) for _ in range(10))


def secret_token() -> str:
    """An unguessable token of 144 bits, safe in an address."""
    return secrets.token_urlsafe(18)


def digest(token: str) -> str:
    """What is kept of a secret token: SHA-256, hexadecimal."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def six_digits(key: str, purpose: str, number: str) -> str:
    """The six-digit code that belongs to one attempt.

    It is an HMAC (RFC 2104, SHA-256) of the attempt with the server's key, as in HOTP (RFC 4226),
    so that no code is kept anywhere.
    """
    mac = keyed(key, purpose, number)
    return f"{int.from_bytes(mac[:8], 'big') % 1_000_000:06d}"


def link_token(key: str, purpose: str, number: str) -> str:
    """A token of 160 bits for a link in a mail, derived like the code and likewise kept nowhere."""
    mac = hmac.new(key.encode(), f"link:{purpose}:{number}".encode(), hashlib.sha256).hexdigest()
    return f"{number}-{mac[:40]}"


def keyed(key: str, purpose: str, number: str) -> bytes:
    """32 bytes that belong to a purpose and a number, and that nobody finds without the server's key."""
    return hmac.new(key.encode(), f"{purpose}:{number}".encode(), hashlib.sha256).digest()


def same(one: str, other: str) -> bool:
    """Compares two secrets in constant time."""
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


_key = ""


def use_key(key: str) -> None:
    """Sets the server's key for this process; the application does so when it starts."""
    global _key
    _key = key


def key() -> str:
    """The server's key; RuntimeError before it is set."""
    if not _key:
        raise RuntimeError("no key yet: create_app sets it")
    return _key
