"""What is of which land class: codes and their lists, shares of zones, forest cover by definition."""
