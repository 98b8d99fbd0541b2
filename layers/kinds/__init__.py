"""What the toolkit can tell of a file, by topic: each code with its sentences in two languages."""
