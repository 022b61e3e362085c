"""Stand-ins for what people hold in their hand: the phone's app with codes, and a device with passkeys."""

import hashlib
import json
import secrets
from typing import Any

import cbor2
import pyotp
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from buuv.accounts import authenticator
from buuv.accounts.lock_models import AuthenticatorApp
from buuv.core import clock

PRESENT, VERIFIED, HAS_KEY = 0x01, 0x04, 0x40


def code_of(app: AuthenticatorApp, *, steps: int = 0) -> str:
    """What the app shows now, or so many half minutes later."""
    return pyotp.TOTP(authenticator.secret_of(app)).at(clock.now(), counter_offset=steps)


class Device:
    """A device with one passkey, as WebAuthn level 2 describes it; it does what it is told, right or wrong."""

    def __init__(self, origin: str) -> None:
        self.origin, self.flags, self.count = origin, PRESENT | VERIFIED, 0
        self.rp_id: str | None = None
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._id = secrets.token_bytes(32)
        self.handle = b""

    def create(self, options: str) -> str:
        """A new passkey for the account in the options."""
        asked = json.loads(options)
        self.handle = base64url_to_bytes(asked["user"]["id"])
        attested = bytes(16) + len(self._id).to_bytes(2, "big") + self._id + self._public_key()
        data = self._data(asked["rp"]["id"], self.flags | HAS_KEY) + attested
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(
            clientDataJSON=self._client_data("webauthn.create", asked["challenge"]), attestationObject=attestation
        )

    def get(self, options: str) -> str:
        """The answer to a challenge, signed."""
        asked = json.loads(options)
        data, client_data = self._data(asked["rpId"], self.flags), self._client_data("webauthn.get", asked["challenge"])
        signed = self._key.sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            clientDataJSON=client_data, authenticatorData=data, signature=signed, userHandle=self.handle
        )

    def _data(self, rp_id: str, flags: int) -> bytes:
        host = hashlib.sha256((self.rp_id or rp_id).encode()).digest()
        return host + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _public_key(self) -> bytes:
        point = self._key.public_key().public_numbers()
        # COSE, RFC 9053: EC2, ES256, P-256, x and y.
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")})

    def _answer(self, **response: bytes) -> str:
        number = bytes_to_base64url(self._id)
        answer: dict[str, Any] = {"id": number, "rawId": number, "type": "public-key"}
        return json.dumps(answer | {"response": {key: bytes_to_base64url(value) for key, value in response.items()}})
