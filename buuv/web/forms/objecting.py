"""Objecting to a decision."""

from wtforms import TextAreaField

from buuv.core.translation import lazy as _l
from buuv.moderation.objecting import WORDS_MAX
from buuv.web.forms.fields import Form


class ObjectionForm(Form):
    """Why somebody does not agree."""

    words = TextAreaField(_l("Waarom bent u het er niet mee eens?"), render_kw={"maxlength": str(WORDS_MAX)})
