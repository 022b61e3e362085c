"""The tests of buuv, in sentences."""
