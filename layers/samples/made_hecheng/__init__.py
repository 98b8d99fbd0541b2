"""The maker of the sample district: all of `samples/hecheng` but its outline and its lists of units is made here."""
