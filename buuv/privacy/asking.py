"""Proving once more that it is you, before everything about you is handed over."""

from sqlalchemy import update

from buuv.accounts import signing_in
from buuv.accounts.models import Account
from buuv.core import clock, outbox, tokens
from buuv.core.database import db
from buuv.core.errors import Refusal
from buuv.core.translation import gettext as _
from buuv.privacy.models import DataRequest

PURPOSE = "my-data"


def ask(account: Account) -> DataRequest:
    """Starts a request and ends the earlier ones: a code goes to the person's own address."""
    open_ones = (DataRequest.account_id == account.id, DataRequest.ended_at.is_(None))
    db.session.execute(
        update(DataRequest).where(*open_ones).values(ended_at=clock.now()),
        execution_options={"synchronize_session": False},
    )
    request = DataRequest(number=tokens.public_id(), account_id=account.id)
    db.session.add(request)
    outbox.put(
        "data_code",
        to=account.email or "",
        municipality_code=account.municipality_code,
        language=account.language,
        urgent=True,
        attempt=request.number,
        purpose=PURPOSE,
    )
    return request


def find_request(account: Account, number: str) -> DataRequest | None:
    """This person's own request."""
    return db.session.query(DataRequest).filter_by(account_id=account.id, number=number).first()


def confirm(account: Account, number: str, typed: str) -> None:
    """Uses the request up when the code is right; a wrong one is counted, so the caller keeps the transaction."""
    request = signing_in.count_try(DataRequest, number, DataRequest.account_id == account.id)
    if not signing_in.is_code(number, PURPOSE, typed):
        raise Refusal(_("Deze code klopt niet. Kijk nog eens in de mail."), field="code")
    request.ended_at = clock.now()
