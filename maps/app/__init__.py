"""The command line: it only parses, calls the actions, and shows what they answer."""
