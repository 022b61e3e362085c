"""Two neighbours talk about one card; nobody else reads along."""
