"""A second opinion: a fake tenant and a naive computation of the same numbers, written from the definitions alone."""
