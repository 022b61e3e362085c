"""Opening and changing the second lock."""

from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Length

from buuv.accounts.passkeys import NAME_MAX
from buuv.core.translation import lazy as _l
from buuv.web.forms.fields import CodeField, Form


class AppCodeForm(Form):
    """Six digits from the authenticator app."""

    code = CodeField(_l("De zes cijfers uit uw app"), missing=_l("Vul de code uit uw app in."))


class RecoveryForm(Form):
    """A code from paper."""

    code = StringField(
        _l("Uw herstelcode"),
        validators=[InputRequired(_l("Vul een herstelcode in."))],
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "maxlength": "30"},
    )


class Nothing(Form):
    """A button alone."""


class PasskeyForm(Form):
    """What the device answered, and what its owner calls it."""

    name = StringField(
        _l("Hoe noemt u dit apparaat?"),
        validators=[
            InputRequired(_l("Geef uw apparaat een naam.")),
            Length(max=NAME_MAX, message=_l("Kies een kortere naam.")),
        ],
        render_kw={"maxlength": str(NAME_MAX), "autocomplete": "off"},
    )
    credential = HiddenField()


class PasskeySignInForm(Form):
    """What the device answered."""

    credential = HiddenField()
