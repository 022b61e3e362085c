"""Taking one's data along and leaving: the one feature that knows every holder of personal data."""
