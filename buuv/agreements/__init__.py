"""What two neighbours agree: what, when and where, confirmed by both; nobody else can see it."""
