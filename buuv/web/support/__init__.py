"""What every page leans on: access, the transaction, errors, headers, rendering."""
