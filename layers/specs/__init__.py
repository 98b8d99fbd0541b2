"""What each layer of the catalogue must be, by theme."""
