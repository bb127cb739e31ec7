"""The vocabulary of Kadans: facts, expected time, reports, policy, privacy. No input or output, no clock."""
