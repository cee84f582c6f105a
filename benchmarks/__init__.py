"""What checker costs, as ratios measured in one run."""
