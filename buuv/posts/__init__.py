"""Cards on the board: requests and offers, from placing to ending."""
