"""Whoever does something in a conversation has read it."""

from flask import request

from buuv.conversations import messaging
from buuv.conversations.models import Conversation
from buuv.web.support.access import actor


def read_by_acting(conversation: Conversation) -> None:
    """After a button in it, nothing in the conversation is new any more for the one who pressed it."""
    if request.method == "POST":
        messaging.mark_read(conversation, by=actor().person)
