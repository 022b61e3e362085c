"""Where people live: gemeente, wijk and buurt with their CBS codes."""
