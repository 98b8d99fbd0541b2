"""How much there is: counts, sums, lengths, dissolved areas, and the change between two dates."""
