"""One request, one transaction: who may keep a change is a short list."""

import ast

from buuv.settings import ROOT

# Requests end in the first; commands and the worker, which have no request, end their own, mostly by the
# block `with transaction():` of the second.
# The jobs of privacy are the worker's too; leaving itself is part of a request and commits nothing.
MAY_COMMIT = (
    "web/support/transaction.py",
    "core/database.py",
    "worker.py",
    "tending.py",
    "privacy/retention.py",
    "privacy/wiping.py",
    "cli/",
)
_ENDS_A_TRANSACTION = {"commit", "transaction"}


def commits(source: str) -> list[int]:
    """The lines on which something is committed, or a block opens that will commit."""
    calls = (node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return [called.lineno for called in calls if _name(called) in _ENDS_A_TRANSACTION]


def _name(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def test_only_the_edge_commits():
    package = ROOT / "buuv"
    wrong = [
        f"buuv/{path.relative_to(package)}:{line} commits; only {', '.join(MAY_COMMIT)} may"
        for path in sorted(package.rglob("*.py"))
        if not str(path.relative_to(package)).startswith(MAY_COMMIT)
        for line in commits(path.read_text(encoding="utf-8"))
    ]
    assert not wrong, "\n".join(wrong)
