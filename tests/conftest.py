"""How properties are searched for: the same examples each time, so that a red test stays red.

`pytest --hypothesis-profile=search` looks further, with examples of its own.
"""

from hypothesis import settings

settings.register_profile("kadans", deadline=None, max_examples=40, derandomize=True, database=None)
settings.register_profile("search", deadline=None, max_examples=1500)
settings.load_profile("kadans")
