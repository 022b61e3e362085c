"""Numbers for rows that are inserted in bulk and point at each other."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select, text

from buuv.core.database import db


def numbers(model: Any, amount: int) -> Sequence[int]:
    """So many unused ids of a table, ascending; whoever else inserts meanwhile gets others."""
    if db.engine.dialect.name == "postgresql":
        taken = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :amount)")
        values = {"name": model.__tablename__, "amount": amount}
        return sorted(db.session.execute(taken, values).scalars())
    # On SQLite this transaction is the only writer, so that the next numbers are free.
    last = db.session.scalar(select(func.max(model.id))) or 0
    return range(last + 1, last + 1 + amount)
