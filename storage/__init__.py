"""The memory of Kadans: published reports. Group numbers only."""
