"""Signing in and the things one changes about oneself."""

from wtforms import BooleanField, StringField

from buuv.core.translation import lazy as _l
from buuv.web.forms.fields import AgreeField, Choice, CodeField, EmailField, Form, Radio


class AddressForm(Form):
    """An e-mail address to send a code to."""

    email = EmailField(_l("Uw e-mailadres"))


class CodeForm(Form):
    """The code from the mail."""

    code = CodeField()


class NameField(StringField):
    """A first name, or nothing."""

    def __init__(self, label=None, **kwargs):
        kwargs.setdefault("render_kw", {}).update({"autocomplete": "given-name", "maxlength": "40"})
        super().__init__(label or _l("Uw voornaam, zoals buren die zien"), **kwargs)


class WelcomeForm(Form):
    """What a new neighbour tells: a name if they like, a buurt, and the tick."""

    shown_name = NameField()
    place = Choice(_l("Uw buurt"), missing=_l("Kies uw buurt."), render_kw={"translate": "no"})
    agreed = AgreeField()


class ProfileForm(Form):
    """What others see of me, and the language of my mail."""

    shown_name = NameField()
    place = Choice(_l("Uw buurt"), missing=_l("Kies uw buurt."), may_be_empty=True, render_kw={"translate": "no"})
    language = Radio(_l("Taal van onze mails"), choices={"nl": "Nederlands", "en": "English"})


class NoticesForm(Form):
    """Whether buuv mails when something happens."""

    wants_notices = BooleanField(_l("Ja, mail mij als dit gebeurt"))


class EmptyForm(Form):
    """Only a button."""


class InvitationForm(Form):
    """Accepting an invitation."""

    agreed = AgreeField()
