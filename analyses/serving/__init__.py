"""What lies within reach of facilities: by area, by people, as a radius; gaps and trials."""
