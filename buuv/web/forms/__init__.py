"""Forms read what was typed and check its shape; they ask, save and mail nothing."""
