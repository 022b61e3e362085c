"""Reporting something: what, why and which words."""

from wtforms import SelectMultipleField, StringField, TextAreaField
from wtforms.widgets import CheckboxInput, ListWidget

from buuv.core.text import looks_like_mail
from buuv.core.translation import gettext as _
from buuv.core.translation import lazy as _l
from buuv.moderation import grounds
from buuv.moderation.reporting import QUOTED_MAX, WORDS_MAX
from buuv.web.forms.fields import Choice, EmailField, Form, RadioChoice


class OptionalEmail(EmailField):
    """An address, for who wants to be mailed."""

    def pre_validate(self, form):
        """Refuses what is there and has not the shape of an address."""
        if self.data and (len(self.data) > 254 or not looks_like_mail(self.data)):
            super().pre_validate(form)


class ReportForm(Form):
    """Why, which words, and what the reporter wants to add."""

    what = RadioChoice(_l("Wat wilt u melden?"), missing=_l("Kies wat u wilt melden."))
    ground = Choice(_l("Wat klopt er niet?"), missing=_l("Kies wat er niet klopt."))
    quoted = StringField(_l("Om welke woorden gaat het?"), render_kw={"maxlength": str(QUOTED_MAX)})
    words = TextAreaField(_l("Wilt u er iets bij vertellen?"), render_kw={"maxlength": str(WORDS_MAX)})
    email = OptionalEmail(_l("Uw e-mailadres"))

    def offer(self, what, *, is_signed_in):
        """Fills in what can be chosen here."""
        self.what.choices = what
        if len(what) == 1:
            del self.what
        names = {grounds.RULE: _("Huisregels"), grounds.LAW: _("De wet")}
        groups = {"": [("", _("Kies"))]} | {names[source]: [] for source in (grounds.RULE, grounds.LAW)}
        for ground in grounds.offered():
            groups[names[ground.source]].append((ground.key, ground.name))
        self.ground.choices = groups
        if is_signed_in:
            del self.email


class Boxes(SelectMultipleField):
    """Several boxes to tick; the summary's line leads to the first of them."""

    widget, option_widget = ListWidget(prefix_label=False), CheckboxInput()

    @property
    def anchor(self):
        """The id of the first box."""
        return f"{self.id}-0"

    def pre_validate(self, form):
        """What is not on the page is left out."""
        known = {str(value) for value, *_ in self.choices}
        self.data: list[str] = [value for value in self.data or [] if value in known]


class OptionalRadio(RadioChoice):
    """Radio buttons of which none need be chosen; whoever asks says what then."""

    def pre_validate(self, form):
        """Refuses what is not on the page."""
        if self.data:
            super().pre_validate(form)


class MessageReportForm(ReportForm):
    """A report from a conversation: which message, and which others the reporter wants to show."""

    message = OptionalRadio(_l("Om welk bericht gaat het?"), missing=_l("Kies het bericht."))
    around = Boxes(_l("Welke andere berichten stuurt u mee?"))
