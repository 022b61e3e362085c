"""Alembic's entry: the connection comes from buuv, so that the address is read in one place."""

from alembic import context

from buuv.app import create_app  # noqa: F401 (loads every model)
from buuv.core.database import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    include_object=lambda thing, name, kind, reflected, other: not (kind == "table" and name.startswith("post_index")),
)
with context.begin_transaction():
    context.run_migrations()
