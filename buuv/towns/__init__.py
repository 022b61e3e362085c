"""What a town says: its pages as plain files, and the versions of the house rules."""
