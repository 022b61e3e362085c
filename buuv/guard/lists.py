"""Word lists as people write them: words with spaces between."""


def listed(*lines: str) -> frozenset[str]:
    """The words of these lines."""
    return frozenset(" ".join(lines).split())


def paired(*lines: str) -> dict[str, str]:
    """Pairs such as "nl:18 be:16" by their first half."""
    return dict(pair.split(":") for pair in " ".join(lines).split())
