"""What is wrong or open in a plan itself, by rules that know no place and no number."""
