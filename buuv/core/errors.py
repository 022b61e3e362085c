"""What a rule may answer instead of doing what was asked."""


class Refusal(Exception):
    """A rule says no, in a sentence that the visitor may read; `field` names the form field it is about."""

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class NotFound(Exception):
    """There is no such thing, or not for this actor: the answer is the same."""


class Gone(Exception):
    """It was here and is not any more."""


class TooMany(Exception):
    """A limit is reached; it may be tried again after `retry_after` seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"try again after {retry_after} s")
        self.retry_after = max(1, retry_after)
