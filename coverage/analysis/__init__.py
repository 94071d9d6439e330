"""What is wrong with areas, and mending it: gaps, overlaps, slivers, stations without area or duty; regions' shares."""
