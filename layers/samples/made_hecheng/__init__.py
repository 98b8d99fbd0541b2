"""The maker of the sample district: all but its outline and its lists of units comes from here."""
