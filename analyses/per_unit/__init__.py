"""What share of units, or of a layer's rows, has what is asked for."""
