"""Passkeys (WebAuthn): signing in with a phone's fingerprint, face or PIN; one is both locks at once.

The device only answers for the town's own address, so a copied page elsewhere learns nothing.
"""

import json
import re
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import webauthn
from sqlalchemy import ColumnElement, and_, func, literal, or_, select, update
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from buuv.accounts import second_lock
from buuv.accounts.lock_models import Passkey, PasskeyChallenge
from buuv.accounts.models import Account
from buuv.core import clock, tokens
from buuv.core.database import db
from buuv.core.errors import NotFound, Refusal
from buuv.core.text import one_line
from buuv.core.translation import gettext as _

# The browser asks for a finger within a minute or two; five leave room for a second try at the PIN.
CHALLENGE_LIFE = timedelta(minutes=5)
MOST = 10
NAME_MAX = 40
CREDENTIAL_ID = re.compile(r"[A-Za-z0-9_-]{1,1400}")
# What the library and Python raise when somebody sends what no browser makes.
UNACCEPTABLE = (WebAuthnException, ValueError, TypeError, KeyError, RecursionError)


@dataclass(frozen=True)
class Site:
    """Where passkeys of a town work: its one address, such as https://buuv.zaanstad.nl, and its name."""

    origin: str
    name: str

    @property
    def rp_id(self) -> str:
        """The host, to which the device binds the passkey."""
        return urlsplit(self.origin).hostname or ""


def ask_registration(account: Account, site: Site) -> tuple[str, str]:
    """A challenge for a new passkey: its number for this browser, and the options for the device as JSON."""
    challenge = _new_challenge(account.municipality_code, account)
    known = db.session.scalars(select(Passkey.credential_id).where(Passkey.account_id == account.id))
    options = webauthn.generate_registration_options(
        rp_id=site.rp_id,
        rp_name=site.name,
        user_id=_handle_of(account),
        user_name=account.email or "",
        user_display_name=account.shown_name or account.email,
        challenge=_riddle(challenge.number),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=base64url_to_bytes(one)) for one in known],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
    )
    return challenge.number, webauthn.options_to_json(options)


def register(account: Account, site: Site, *, number: str, answer: str, name: str) -> Passkey:
    """Keeps a new passkey; the challenge is used up, whether the answer was right or not."""
    _use_up(number, PasskeyChallenge.account_id == account.id)
    second_lock.hold(account)
    if (db.session.scalar(select(func.count()).where(Passkey.account_id == account.id)) or 0) >= MOST:
        raise _refused(_("U hebt al %(most)s passkeys. Haal er eerst een weg.", most=MOST))
    try:
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=_riddle(number),
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except UNACCEPTABLE:
        raise _refused(_("De passkey is niet gemaakt. Probeer het nog eens.")) from None
    credential_id = bytes_to_base64url(made.credential_id)
    if db.session.scalar(select(Passkey.id).where(Passkey.credential_id == credential_id)) is not None:
        raise _refused(_("Deze passkey staat er al."))
    passkey = Passkey(
        public_id=tokens.public_id(),
        account_id=account.id,
        credential_id=credential_id,
        public_key=bytes_to_base64url(made.credential_public_key),
        sign_count=made.sign_count,
        name=one_line(name)[:NAME_MAX] or _("Passkey"),
    )
    db.session.add(passkey)
    second_lock.changed(account, second_lock.PASSKEY_ADDED)
    return passkey


def ask_sign_in(municipality_code: str, site: Site) -> tuple[str, str]:
    """A challenge for any passkey of this town: the device itself knows whose it is, so nothing is told."""
    challenge = _new_challenge(municipality_code, None)
    options = webauthn.generate_authentication_options(
        rp_id=site.rp_id,
        challenge=_riddle(challenge.number),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return challenge.number, webauthn.options_to_json(options)


def sign_in(municipality_code: str, site: Site, *, number: str, answer: str) -> Account:
    """The account whose passkey answered; the challenge is used up, whether the answer was right or not."""
    _use_up(number, PasskeyChallenge.account_id.is_(None), PasskeyChallenge.municipality_code == municipality_code)
    try:
        given = json.loads(answer)
        if not CREDENTIAL_ID.fullmatch(given["id"]):
            raise ValueError("no id that a device makes")
        passkey, account = _find(municipality_code, given["id"])
        if not tokens.same(given["response"]["userHandle"], bytes_to_base64url(_handle_of(account))):
            raise ValueError("a passkey of somebody else")
        seen = webauthn.verify_authentication_response(
            credential=given,
            expected_challenge=_riddle(number),
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            credential_public_key=base64url_to_bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except (*UNACCEPTABLE, AttributeError, NotFound):
        raise _unknown() from None
    _count(passkey, seen.new_sign_count)
    return account


def remove(account: Account, public_id: str) -> None:
    """Takes one of this person's own passkeys away; NotFound when it is not theirs."""
    second_lock.hold(account)
    mine = Passkey.account_id == account.id, Passkey.public_id == public_id
    passkey = db.session.scalar(select(Passkey).where(*mine))
    if passkey is None:
        raise NotFound
    second_lock.ensure_not_the_last(account)
    db.session.delete(passkey)
    second_lock.changed(account, second_lock.PASSKEY_REMOVED)


def _find(municipality_code: str, credential_id: str) -> tuple[Passkey, Account]:
    wanted = select(Passkey, Account).join(Account, Account.id == Passkey.account_id)
    wanted = wanted.where(Passkey.credential_id == credential_id, Account.municipality_code == municipality_code)
    row = db.session.execute(wanted).first()
    if row is None:
        raise NotFound
    return row[0], row[1]


def _count(passkey: Passkey, count: int) -> None:
    """Notes the use; a count that does not grow is a copied key. Many devices count nothing and send 0."""
    grows = or_(Passkey.sign_count < count, and_(Passkey.sign_count == 0, literal(count == 0)))
    counted = db.session.execute(
        update(Passkey).where(Passkey.id == passkey.id, grows).values(sign_count=count, used_at=clock.now()),
        execution_options={"synchronize_session": False},
    )
    if counted.rowcount != 1:  # type: ignore[attr-defined]
        raise _unknown()


def _new_challenge(municipality_code: str, account: Account | None) -> PasskeyChallenge:
    challenge = PasskeyChallenge(
        number=tokens.public_id(), municipality_code=municipality_code, account_id=account.id if account else None
    )
    db.session.add(challenge)
    db.session.flush()
    return challenge


def _use_up(number: str, *whose: ColumnElement[bool]) -> None:
    """Uses a challenge up in one statement, so that of parallel answers one counts."""
    used = db.session.execute(
        update(PasskeyChallenge)
        .where(
            PasskeyChallenge.number == number,
            *whose,
            PasskeyChallenge.used_at.is_(None),
            PasskeyChallenge.created_at > clock.now() - CHALLENGE_LIFE,
        )
        .values(used_at=clock.now()),
        execution_options={"synchronize_session": False},
    )
    if used.rowcount != 1:  # type: ignore[attr-defined]
        raise _refused(_("Dit duurde te lang. Probeer het nog eens."))


def _riddle(number: str) -> bytes:
    return tokens.keyed(tokens.key(), "passkey", number)


def _handle_of(account: Account) -> bytes:
    """What the device knows an account by: the same each time, and it says nothing about the person."""
    return tokens.keyed(tokens.key(), "passkey-owner", str(account.id))


def _refused(sentence: str) -> Refusal:
    """Refused, but the challenge stays used: see show_refusal."""
    return Refusal(sentence, field="passkey")


def _unknown() -> Refusal:
    return _refused(_("Deze passkey kennen wij niet. Log in met de code uit uw mail."))
