"""What every floor stands on: database, clock, events, outbox, mail, tokens, text and limits."""
