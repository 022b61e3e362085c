"""People and how they sign in: an e-mail address and a code, no password."""
