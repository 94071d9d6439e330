"""What is wrong with areas, and mending it: gaps, overlaps, slivers, stations without area or duty; shares of regions."""
