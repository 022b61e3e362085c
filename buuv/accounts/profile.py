"""What a person changes about themselves: name, buurt, language and e-mail address."""

from sqlalchemy import func, update
from sqlalchemy.exc import IntegrityError

from buuv.accounts import second_lock, signing_in
from buuv.accounts.models import Account, AddressChange
from buuv.accounts.queries import find_by_email
from buuv.accounts.registration import UNDO_LIFE, check_name
from buuv.core import clock, outbox, tokens
from buuv.core.database import db
from buuv.core.errors import Refusal
from buuv.core.translation import gettext as _
from buuv.places import queries as places

PURPOSE = "address"


def change_profile(account: Account, *, shown_name: str, place_code: str | None, language: str) -> None:
    """Changes the name to show, the buurt and the language of mails."""
    town = places.get_town(account.municipality_code)
    if place_code and town.find_neighbourhood(place_code) is None:
        raise Refusal(_("Kies uw buurt."), field="place")
    name = check_name(shown_name)
    if name != account.shown_name:
        # What a moderator took out of sight was the other name.
        account.name_hidden_by_id = None
    account.shown_name = name
    account.place_code = place_code or None
    account.language = language


def choose_notices(account: Account, *, wanted: bool) -> None:
    """Switches the mails on or off that nobody asked for a moment ago."""
    account.wants_notices = wanted


def ask_address(account: Account, new_email: str) -> AddressChange:
    """Starts a change of address: a code goes to the new one.

    The same row and the same mail row are made when the new address already has an account; its owner
    is then told so, and the code is never sent.
    """
    if new_email == account.email:
        raise Refusal(_("Dit is al uw e-mailadres."), field="email")
    db.session.execute(
        update(AddressChange)
        .where(AddressChange.account_id == account.id, AddressChange.changed_at.is_(None))
        .values(ended_at=clock.now()),
        execution_options={"synchronize_session": False},
    )
    change = AddressChange(
        number=tokens.public_id(), account_id=account.id, old_email=account.email or "", new_email=new_email
    )
    db.session.add(change)
    outbox.put(
        "address_code",
        to=new_email,
        municipality_code=account.municipality_code,
        language=account.language,
        urgent=True,
        attempt=change.number,
        purpose=PURPOSE,
    )
    return change


def find_change(account: Account, number: str) -> AddressChange | None:
    """This person's own open change of address."""
    return db.session.query(AddressChange).filter_by(account_id=account.id, number=number).first()


def confirm_address(account: Account, number: str, typed: str) -> None:
    """Changes the address when the code is right and tells the old one, which has 72 hours to undo it."""
    change = signing_in.count_try(AddressChange, number, AddressChange.account_id == account.id)
    is_free = find_by_email(account.municipality_code, change.new_email) is None
    if not (signing_in.is_code(number, PURPOSE, typed) and is_free):
        raise Refusal(_("Deze code klopt niet. Kijk nog eens in de mail."), field="code")
    try:
        with db.session.begin_nested():
            account.email = change.new_email
    except IntegrityError as error:
        raise Refusal(_("Deze code klopt niet. Kijk nog eens in de mail."), field="code") from error
    change.changed_at = change.ended_at = clock.now()
    outbox.put(
        "address_changed",
        to=change.old_email,
        municipality_code=account.municipality_code,
        language=account.language,
        urgent=True,
        attempt=change.number,
        purpose="undo-address",
    )


def look_at_undo(token: str, *, municipality_code: str) -> tuple[AddressChange, Account]:
    """The change that the link in the mail to the old address can undo; Refusal when it cannot any more."""
    number = token.partition("-")[0]
    change = db.session.query(AddressChange).filter_by(number=number).first()
    account = db.session.get(Account, change.account_id) if change else None
    if (
        change is None
        or account is None
        or account.municipality_code != municipality_code
        or not tokens.same(signing_in.link_for(number, "undo-address"), token)
        or change.changed_at is None
        or change.changed_at < clock.now() - UNDO_LIFE
        or account.email == change.old_email
    ):
        raise Refusal(_("Deze link werkt niet meer. Neem contact op als er iets niet klopt."))
    return change, account


def undo_address(token: str, *, municipality_code: str) -> None:
    """Puts the old address back and signs out every device, since somebody else may hold one."""
    change, account = look_at_undo(token, municipality_code=municipality_code)
    taken = find_by_email(municipality_code, change.old_email)
    if taken is not None and taken.id != account.id:
        raise Refusal(_("Uw oude adres heeft nu een ander account. Neem contact met ons op."))
    try:
        with db.session.begin_nested():
            account.email = change.old_email
    except IntegrityError as error:
        raise Refusal(_("Uw oude adres heeft nu een ander account. Neem contact met ons op.")) from error
    second_lock.undo_since(account, change.created_at)
    # Whatever whoever held the account asked or changed since ends here too: else the mail about their own
    # second change would hold a link that gives them the account back.
    db.session.execute(
        update(AddressChange)
        .where(AddressChange.account_id == account.id, AddressChange.id >= change.id)
        .values(changed_at=None, ended_at=func.coalesce(AddressChange.ended_at, clock.now()))
    )
    signing_in.end_other_sessions(account)
