"""What this feature keeps of people: their account, and how they prove that it is theirs."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from buuv.accounts import blocking
from buuv.accounts.lock_models import AuthenticatorApp, Passkey, PasskeyChallenge, RecoveryCode
from buuv.accounts.models import (
    BROKER,
    MODERATOR,
    RESIDENT,
    Acceptance,
    Account,
    AccountSession,
    AddressChange,
    Block,
    Invitation,
    Rest,
    Restriction,
    SignInAttempt,
)
from buuv.core import clock
from buuv.core.database import db
from buuv.core.holding import LANGUAGE_NAMES, Held, Person, goes, is_blanked, stays
from buuv.core.translation import lazy as _l
from buuv.places.queries import place_name

_HIDDEN = "a secret or its digest"
_NUMBER = "an internal number"
_TOWN = "the town, which the file names once"
_ROLES = {RESIDENT: _l("bewoner"), BROKER: _l("sociaal makelaar"), MODERATOR: _l("moderator")}
# What stays in the empty row of who left: numbers and moments, no person.
STAYS_OF_ACCOUNT = ("id", "municipality_code", "role", "is_import", "is_demo", "created_at")


def person_of(account: Account) -> Person:
    """The person behind an account, with the old addresses that nobody else has taken since."""
    changed = select(AddressChange.old_email).where(
        AddressChange.account_id == account.id, AddressChange.changed_at.is_not(None)
    )
    old = set(db.session.scalars(changed)) - {account.email}
    if old:
        taken = select(Account.email).where(
            Account.municipality_code == account.municipality_code, Account.email.in_(old)
        )
        old -= set(db.session.scalars(taken))
    addresses = ((account.email,) if account.email else ()) + tuple(sorted(old))
    return Person(account.id, account.municipality_code, addresses, blocking.hidden_from(account.id))


def _empty(held: Held, person: Person) -> None:
    """The account becomes an empty row."""
    is_blanked(
        email=None,
        shown_name=None,
        place_code=None,
        language="nl",
        wants_notices=False,
        confirmed_16_at=None,
        second_lock_at=None,
        seen_at=None,
        idle_warnings=0,
        name_hidden_by_id=None,
        left_at=clock.now(),
    )(held, person)


def _block(found: Block, person: Person) -> dict[str, Any]:
    """Whom this person blocked; never who blocked this person."""
    return {"name": found.blocked.shown_name, "card": found.card, "blocked_at": found.blocked_at}


# In the order of leaving: the account itself comes last.
HELD = (
    Held(
        model=Restriction,
        title=_l("Wat u een tijd niet mag"),
        whose=lambda person: Restriction.account_id == person.id,
        shows={
            "kind": _l("Wat"),
            "begun_at": _l("Sinds"),
            "until": _l("Tot"),
            "ended_at": _l("Geldt niet meer sinds"),
        },
        keeps_back={"decision_id": _NUMBER, "account_id": _NUMBER, "confirmed_by_id": _NUMBER},
        on_leaving=stays("a number and moments, which go with the decision"),
    ),
    Held(
        model=AccountSession,
        title=_l("Waar u was ingelogd"),
        whose=lambda person: AccountSession.account_id == person.id,
        shows={
            "device": _l("Apparaat"),
            "created_at": _l("Ingelogd"),
            "seen_on": _l("Laatst gebruikt"),
            "factor_proven_at": _l("Tweede slot geopend"),
            "ended_at": _l("Uitgelogd"),
        },
        keeps_back={"id": _NUMBER, "public_id": _NUMBER, "token_digest": _HIDDEN, "account_id": _NUMBER},
        on_leaving=goes,
    ),
    Held(
        model=SignInAttempt,
        title=_l("Codes om in te loggen"),
        whose=lambda person: (
            (SignInAttempt.municipality_code == person.municipality_code) & SignInAttempt.email.in_(person.addresses)
        ),
        shows={
            "email": _l("E-mailadres"),
            "created_at": _l("Gevraagd"),
            "tries": _l("Keer geprobeerd"),
            "ended_at": _l("Gebruikt of vervallen"),
        },
        keeps_back={
            "id": _NUMBER,
            "number": _HIDDEN,
            "municipality_code": _TOWN,
            # Anybody can ask a code for an address, so this may be another one's unfinished card.
            "draft_number": "may belong to whoever typed the address",
            "next_path": "may belong to whoever typed the address",
        },
        on_leaving=goes,
    ),
    Held(
        model=AddressChange,
        title=_l("Veranderingen van e-mailadres"),
        whose=lambda person: AddressChange.account_id == person.id,
        shows={
            "old_email": _l("Oud adres"),
            "new_email": _l("Nieuw adres"),
            "created_at": _l("Gevraagd"),
            "tries": _l("Keer geprobeerd"),
            "changed_at": _l("Veranderd"),
            "ended_at": _l("Gebruikt of vervallen"),
        },
        keeps_back={"id": _NUMBER, "number": _HIDDEN, "account_id": _NUMBER},
        on_leaving=goes,
    ),
    Held(
        model=Invitation,
        title=_l("Uitnodigingen voor een rol"),
        whose=lambda person: (
            (Invitation.municipality_code == person.municipality_code) & Invitation.email.in_(person.addresses)
        ),
        shows={
            "email": _l("E-mailadres"),
            "role": _l("Rol"),
            "created_at": _l("Gemaakt"),
            "used_at": _l("Gebruikt"),
        },
        words={"role": _ROLES},
        keeps_back={"id": _NUMBER, "token_digest": _HIDDEN, "municipality_code": _TOWN},
        on_leaving=goes,
    ),
    Held(
        model=Acceptance,
        title=_l("Huisregels die u hebt aangenomen"),
        whose=lambda person: Acceptance.account_id == person.id,
        shows={"version": _l("Huisregels van"), "accepted_at": _l("Aangenomen")},
        # A version is called by its day.
        words={"version": date.fromisoformat},
        keeps_back={"account_id": _NUMBER},
        on_leaving=goes,
    ),
    Held(
        model=Rest,
        title=_l("Uw rust"),
        whose=lambda person: Rest.account_id == person.id,
        shows={"begun_at": _l("Begonnen"), "ends_on": _l("Tot")},
        keeps_back={"account_id": _NUMBER},
        on_leaving=goes,
    ),
    Held(
        model=Block,
        title=_l("Wie u hebt geblokkeerd"),
        whose=lambda person: Block.account_id == person.id,
        row=_block,
        options=(joinedload(Block.blocked, innerjoin=True),),
        shows={"name": _l("Naam"), "card": _l("Kaartje"), "blocked_at": _l("Geblokkeerd")},
        keeps_back={"id": _NUMBER, "public_id": _NUMBER, "account_id": _NUMBER, "blocked_id": _NUMBER},
        # Gone with the last conversation between the two, or at once when there is none (privacy/retention.py).
        on_leaving=stays("numbers only: without it the old words between the two would come back into view"),
    ),
    Held(
        model=AuthenticatorApp,
        title=_l("Uw app met codes"),
        whose=lambda person: AuthenticatorApp.account_id == person.id,
        shows={"created_at": _l("Gemaakt"), "confirmed_at": _l("In gebruik sinds")},
        keeps_back={
            "id": _NUMBER,
            "number": _HIDDEN,
            "account_id": _NUMBER,
            "sealed_secret": _HIDDEN,
            "last_step": _HIDDEN,
        },
        on_leaving=goes,
    ),
    Held(
        model=RecoveryCode,
        title=_l("Uw codes op papier"),
        whose=lambda person: RecoveryCode.account_id == person.id,
        shows={"created_at": _l("Gemaakt"), "used_at": _l("Gebruikt")},
        keeps_back={"id": _NUMBER, "account_id": _NUMBER, "digest": _HIDDEN},
        on_leaving=goes,
    ),
    Held(
        model=Passkey,
        title=_l("Uw passkeys"),
        whose=lambda person: Passkey.account_id == person.id,
        shows={"name": _l("Naam"), "created_at": _l("Gemaakt"), "used_at": _l("Laatst gebruikt")},
        keeps_back={
            "id": _NUMBER,
            "public_id": _NUMBER,
            "account_id": _NUMBER,
            "credential_id": "opens the account",
            "public_key": "opens the account",
            "sign_count": "a counter of the device",
        },
        on_leaving=goes,
    ),
    Held(
        model=PasskeyChallenge,
        title=_l("Keren dat u een passkey toevoegde"),
        whose=lambda person: PasskeyChallenge.account_id == person.id,
        shows={"created_at": _l("Begonnen"), "used_at": _l("Gebruikt")},
        keeps_back={"id": _NUMBER, "number": _HIDDEN, "municipality_code": _TOWN, "account_id": _NUMBER},
        on_leaving=goes,
    ),
    Held(
        model=Account,
        title=_l("Uw account"),
        whose=lambda person: Account.id == person.id,
        shows={
            "email": _l("E-mailadres"),
            "shown_name": _l("Naam die buren zien"),
            "place_code": _l("Buurt"),
            "language": _l("Taal van onze mails"),
            "wants_notices": _l("Mail als er iets gebeurt"),
            "role": _l("Rol"),
            "confirmed_16_at": _l("16 jaar of ouder, bevestigd"),
            "second_lock_at": _l("Tweede slot sinds"),
            "created_at": _l("Gemaakt"),
            "seen_at": _l("Laatst gebruikt"),
        },
        words={"role": _ROLES, "language": LANGUAGE_NAMES, "place_code": place_name},
        keeps_back={
            "id": _NUMBER,
            "municipality_code": _TOWN,
            "is_import": "says how the row came here",
            "is_demo": "says how the row came here",
            "idle_warnings": "a counter of the program",
            "left_at": "empty for who is here",
            "name_hidden_by_id": "shown as the decision about it",
        },
        on_leaving=_empty,
    ),
)
