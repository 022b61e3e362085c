"""What somebody wants to hear or see of new cards."""
