"""What a rule refuses is shown in the form, and what was done until then is undone."""

from typing import Protocol

from buuv.core.errors import Refusal
from buuv.guard.judging import Exposed, Judgement
from buuv.web.support import transaction


class Refusable(Protocol):
    """A form that can show a sentence at a field, or above them all."""

    judgement: Judgement | None

    def refuse(self, sentence: str, field: str | None = None) -> None:
        """Shows the sentence."""


def show_refusal(form: Refusable, refusal: Refusal) -> None:
    """Shows the sentence beside its field and undoes the request's changes.

    A wrong code or passkey is the one exception: what was counted or used up must be kept, or guessing
    would be free.
    """
    if isinstance(refusal, Exposed):
        _show_exposed(form, refusal)
    else:
        form.refuse(refusal.sentence, refusal.field)
    if refusal.field not in ("code", "passkey"):
        transaction.undo()


def _show_exposed(form: Refusable, refusal: Exposed) -> None:
    """Every reason at its field; a form that knows how also offers the safer words."""
    for reason in refusal.judgement.reasons:
        form.refuse(reason.why, reason.field)
    form.judgement = refusal.judgement
