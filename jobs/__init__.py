"""The use cases. Both doors call them; `wiring` alone picks adapters."""
