"""How long somebody takes a rest."""

from wtforms.validators import ValidationError

from buuv.accounts.resting import LENGTHS
from buuv.core.translation import gettext as _
from buuv.core.translation import lazy as _l
from buuv.web.forms.fields import Form, Radio

WORDS = {
    "week": _l("Een week"),
    "twee-weken": _l("Twee weken"),
    "maand": _l("Een maand"),
    "open": _l("Tot ik het zeg"),
}


class RestForm(Form):
    """One of a few lengths; no dates to type."""

    length = Radio(
        _l("Hoe lang wilt u rust?"),
        choices=[(length, WORDS[length]) for length in LENGTHS],
        default="week",
        validate_choice=False,
    )

    def validate_length(self, field):
        """Refuses what is not in the list."""
        if field.data not in LENGTHS:
            raise ValidationError(_("Kies hoe lang u rust wilt."))
