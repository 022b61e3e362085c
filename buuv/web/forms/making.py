"""The steps of asking and offering."""

from wtforms import SelectField, StringField, TextAreaField

from buuv.core.translation import lazy as _l
from buuv.posts import rules
from buuv.web.forms.fields import AgreeField, Choice, CodeField, EmailField, Form, GuardedForm, RadioChoice


class WordsForm(GuardedForm):
    """Step 1: your own words."""

    title = StringField(render_kw={"maxlength": str(rules.TITLE_MAX), "autocomplete": "off"})
    body = TextAreaField(render_kw={"maxlength": str(rules.BODY_MAX)})


class SortForm(Form):
    """Step 2: what sort of help, and when."""

    category = RadioChoice(_l("Soort hulp"), missing=_l("Kies een soort hulp."))
    when = Choice(_l("Wanneer?"), missing=_l("Kies wanneer het u uitkomt."))
    part = SelectField(_l("Welk deel van de dag?"), validate_choice=True)


class PlaceForm(Form):
    """Step 3: in which buurt, and how far it may be seen."""

    place = Choice(_l("Uw buurt"), missing=_l("Kies uw buurt."), render_kw={"translate": "no"})
    reach = RadioChoice(_l("Wie mag uw kaartje in de lijst zien?"), missing=_l("Kies wie uw kaartje mag zien."))


class PlaceAndMailForm(PlaceForm):
    """Step 3 for who is not signed in."""

    email = EmailField(_l("Uw e-mailadres"))


class RewriteForm(PlaceForm, GuardedForm):
    """Everything on a card at once, for its owner."""

    title = StringField(_l("In één zin"), render_kw={"maxlength": str(rules.TITLE_MAX), "autocomplete": "off"})
    body = TextAreaField(_l("Wat u erbij wilt vertellen"), render_kw={"maxlength": str(rules.BODY_MAX)})
    category = Choice(_l("Soort hulp"), missing=_l("Kies een soort hulp."))
    when = Choice(_l("Wanneer?"), missing=_l("Kies wanneer het u uitkomt."))
    part = SelectField(_l("Welk deel van de dag?"), validate_choice=True)


class CheckForm(Form):
    """The last look, signed in."""


class CheckAndProveForm(Form):
    """The last look, with the code from the mail."""

    code = CodeField()
    agreed = AgreeField()


class AgreeForm(Form):
    """The last look by the link in the mail, for a new address."""

    agreed = AgreeField()


class PostcodeForm(Form):
    """Finding one's buurt by postcode; it is not kept."""

    postcode = StringField(
        _l("Uw postcode"), render_kw={"autocomplete": "postal-code", "maxlength": "7", "class": "input"}
    )
