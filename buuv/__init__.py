"""buuv: a noticeboard on which neighbours in Dutch towns ask for help and offer it."""
