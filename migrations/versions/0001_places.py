"""Municipalities, districts, neighbourhoods and postcodes."""

import sqlalchemy as sa
from alembic import op

revision = "0001_places"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "place",
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("level", sa.String(length=15), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("parent_code", sa.String(length=10), nullable=True),
        sa.Column("municipality_code", sa.String(length=10), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("level IN ('municipality', 'district', 'neighbourhood')", name=op.f("ck_place_level")),
        sa.ForeignKeyConstraint(["parent_code"], ["place.code"], name=op.f("fk_place_parent_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_place")),
    )
    op.create_index("ix_place_municipality_code_level", "place", ["municipality_code", "level"], unique=False)
    op.create_table(
        "place_adjacency",
        sa.Column("place_code", sa.String(length=10), nullable=False),
        sa.Column("neighbour_code", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["neighbour_code"], ["place.code"], name=op.f("fk_place_adjacency_neighbour_code")),
        sa.ForeignKeyConstraint(["place_code"], ["place.code"], name=op.f("fk_place_adjacency_place_code")),
        sa.PrimaryKeyConstraint("place_code", "neighbour_code", name=op.f("pk_place_adjacency")),
    )
    op.create_table(
        "place_boundary",
        sa.Column("place_code", sa.String(length=10), nullable=False),
        sa.Column("geometry", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["place_code"], ["place.code"], name=op.f("fk_place_boundary_place_code")),
        sa.PrimaryKeyConstraint("place_code", name=op.f("pk_place_boundary")),
    )
    op.create_table(
        "postcode",
        sa.Column("municipality_code", sa.String(length=10), nullable=False),
        sa.Column("digits", sa.String(length=4), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["municipality_code"], ["place.code"], name=op.f("fk_postcode_municipality_code")),
        sa.PrimaryKeyConstraint("municipality_code", "digits", name=op.f("pk_postcode")),
    )


def downgrade() -> None:
    op.drop_table("postcode")
    op.drop_table("place_boundary")
    op.drop_table("place_adjacency")
    op.drop_table("place")
