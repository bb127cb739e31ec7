"""Where cards go. Each route delivers a card under a key, and never twice under the same one."""
