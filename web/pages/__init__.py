"""One module per screen, named after its address."""
