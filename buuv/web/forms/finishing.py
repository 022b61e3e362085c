"""How it went and thank you: one tap each, and words only for who wants to."""

from wtforms import BooleanField, HiddenField, TextAreaField

from buuv.agreements.outcomes import THANKS_MAX, UNEASE_MAX
from buuv.core.translation import lazy as _l
from buuv.web.forms.fields import Form


class AnswerForm(Form):
    """Which of two buttons was pressed."""

    answer = HiddenField()

    @property
    def is_yes(self):
        """Whether it was "yes"; anything but the two buttons is no answer."""
        return {"ja": True, "nee": False}.get(self.answer.data or "")


class UneaseForm(Form):
    """What was not right, in one's own words; none are needed."""

    words = TextAreaField(_l("Wilt u er iets over vertellen?"), render_kw={"maxlength": str(UNEASE_MAX)})


class ThanksForm(Form):
    """A few words, and whether everybody may read them."""

    words = TextAreaField(_l("Uw bedankje"), render_kw={"maxlength": str(THANKS_MAX)})
    may_be_shown = BooleanField(_l("Dit bedankje mag zonder namen op de voorpagina"))
