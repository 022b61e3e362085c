"""How long somebody takes a rest."""

from buuv.core.translation import gettext as _
from buuv.core.translation import lazy as _l
from buuv.web.forms.fields import Choice, Form, Radio


class LengthField(Radio, Choice):
    """Radio buttons that say by name of their subject what is missing."""


class RestForm(Form):
    """One of a few lengths; no dates to type."""

    length = LengthField(_l("Hoe lang wilt u rust?"), missing=_l("Kies hoe lang u rust wilt."), default="week")


def length_choices() -> list[tuple[str, str]]:
    """The lengths of `accounts.resting`, in words."""
    return [
        ("week", _("Een week")),
        ("twee-weken", _("Twee weken")),
        ("maand", _("Een maand")),
        ("open", _("Tot ik het zeg")),
    ]
