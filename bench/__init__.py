"""What `make bench` runs: a load server of its own, and everything that is measured against it, side by side."""
