"""A proven address becomes an account: sixteen and over, with the house rules accepted."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from buuv.accounts.models import RESIDENT, STAFF, Acceptance, Account, AddressChange, Invitation
from buuv.accounts.queries import find_by_email, has_accepted
from buuv.core import clock, tokens
from buuv.core.database import db
from buuv.core.errors import Refusal
from buuv.core.text import one_line
from buuv.core.translation import gettext as _
from buuv.guard import findings
from buuv.towns import texts

NAME_MAX = 40
INVITATION_LIFE = timedelta(hours=24)
# PyPI gives three days to undo a stolen change of address; so do we (T-13).
UNDO_LIFE = timedelta(hours=72)


def register(
    *,
    municipality_code: str,
    email: str,
    language: str,
    place_code: str | None,
    agreed: bool,
    shown_name: str = "",
) -> Account:
    """A resident's account for an address that was just proven; the existing one when there is one."""
    ensure_agreed(agreed=agreed)
    name = check_name(shown_name)
    account = find_by_email(municipality_code, email)
    if account is None:
        _ensure_not_changed_away(municipality_code, email)
        account = _new(municipality_code, email, RESIDENT, language)
        account.place_code, account.shown_name = place_code, name
    account.confirmed_16_at = account.confirmed_16_at or clock.now()
    accept_house_rules(account)
    return account


def _ensure_not_changed_away(municipality_code: str, email: str) -> None:
    """While an address can still be taken back it makes no second account, which would block that."""
    changed = (
        select(AddressChange.id)
        .join(Account, Account.id == AddressChange.account_id)
        .where(
            Account.municipality_code == municipality_code,
            Account.email != email,
            AddressChange.old_email == email,
            AddressChange.changed_at > clock.now() - UNDO_LIFE,
        )
    )
    if db.session.scalar(changed.limit(1)) is not None:
        raise Refusal(
            _("Het account met dit adres kreeg pas een ander adres. Gebruik de link in onze mail, of neem contact op.")
        )


def ensure_agreed(*, agreed: bool) -> None:
    """Refuses who did not tick the box about age and house rules."""
    if not agreed:
        raise Refusal(
            _("Zet een vinkje als u 16 jaar of ouder bent en u zich aan de huisregels houdt."), field="agreed"
        )


def _new(municipality_code: str, email: str, role: str, language: str) -> Account:
    account = Account(municipality_code=municipality_code, email=email, role=role, language=language)
    try:
        with db.session.begin_nested():
            db.session.add(account)
    except IntegrityError:
        # Two tabs at one moment: the other was first.
        found = find_by_email(municipality_code, email)
        assert found is not None  # noqa: S101 (the constraint just said so)
        return found
    return account


def accept_house_rules(account: Account) -> None:
    """Notes that this person accepted the present house rules."""
    version = texts.present_version(account.municipality_code)
    if not has_accepted(account.id, version):
        db.session.add(Acceptance(account_id=account.id, version=version))
        db.session.flush()


def check_name(name: str) -> str | None:
    """A first name as neighbours see it; nothing means "een buurtbewoner"."""
    name = one_line(name)
    if len(name) > NAME_MAX:
        raise Refusal(_("Kies een kortere naam: hooguit %(most)s tekens.", most=NAME_MAX), field="shown_name")
    if "@" in name or any(c.isdigit() for c in name):
        raise Refusal(_("Vul alleen een voornaam in, zonder cijfers of e-mailadres."), field="shown_name")
    if findings.find(name):
        raise Refusal(_("Vul alleen een voornaam in. Iedereen kan deze naam lezen."), field="shown_name")
    return name or None


def invite(*, municipality_code: str, email: str, role: str) -> str:
    """An invitation for a moderator or broker; gives the token of its link, of which only the digest is kept."""
    if role not in STAFF:
        raise Refusal(_("U kunt iemand uitnodigen als moderator of als sociaal makelaar."))
    _ensure_free(municipality_code, email, role)
    token = tokens.secret_token()
    db.session.add(
        Invitation(token_digest=tokens.digest(token), municipality_code=municipality_code, email=email, role=role)
    )
    return token


def _ensure_free(municipality_code: str, email: str, role: str) -> None:
    account = find_by_email(municipality_code, email)
    if account and account.role != role:
        raise Refusal(_("Dit adres heeft al een account met een andere rol. Kies voor deze rol een ander adres."))


def find_invitation(token: str, *, municipality_code: str) -> Invitation:
    """The open invitation that a link belongs to; Refusal when it is wrong, used or old."""
    found = (
        db.session.query(Invitation)
        .filter_by(token_digest=tokens.digest(token), municipality_code=municipality_code, used_at=None)
        .with_for_update()
        .first()
    )
    if found is None or found.created_at < clock.now() - INVITATION_LIFE:
        raise Refusal(_("Deze uitnodiging werkt niet meer. Vraag de beheerder om een nieuwe."))
    return found


def accept_invitation(token: str, *, municipality_code: str, language: str, agreed: bool) -> Account:
    """Makes the account of the invited person and uses the invitation up."""
    invitation = find_invitation(token, municipality_code=municipality_code)
    ensure_agreed(agreed=agreed)
    _ensure_free(municipality_code, invitation.email, invitation.role)
    account = find_by_email(municipality_code, invitation.email)
    if account is None:
        account = _new(municipality_code, invitation.email, invitation.role, language)
    invitation.used_at = clock.now()
    account.confirmed_16_at = account.confirmed_16_at or clock.now()
    accept_house_rules(account)
    return account
