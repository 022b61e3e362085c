"""The privacy guard: words in, findings out. Pure: it keeps nothing, asks nobody and knows no pages."""
