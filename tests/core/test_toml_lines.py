"""Where things stand in a TOML file."""

import pytest

from core.toml_lines import line_of, lines_of

TEXT = """# a comment, then an empty line

[a]
x = 1
long = [
  1,   # [b]
  2,
]
text = '''
[c]
y = 1
'''
q."w.e".r = { i = { j = 1 } }

[[a.list]]
x = 1
[a.list.inner]
x = 2
[[a.list]]
x = 3
"""


@pytest.mark.parametrize(
    ("way", "line"),
    [
        pytest.param(("a",), 3, id="a table"),
        pytest.param(("a", "x"), 4, id="a key"),
        pytest.param(("a", "long", 1), 5, id="an item has the line of its list"),
        pytest.param(("a", "text"), 9, id="a long text"),
        pytest.param(("c", "y"), None, id="what a text only looks like"),
        pytest.param(("a", "q", "w.e", "r"), 13, id="a dotted key"),
        pytest.param(("a", "q", "w.e", "r", "i", "j"), 13, id="inline tables"),
        pytest.param(("a", "list", 0, "x"), 16, id="the first table of a list"),
        pytest.param(("a", "list", 0, "inner", "x"), 18, id="a table below one of a list"),
        pytest.param(("a", "list", 1), 19, id="the second table of a list"),
        pytest.param(("a", "list", 1, "x"), 20, id="its key"),
        pytest.param(("a", "missing"), 3, id="what is missing has the line of its table"),
    ],
)
def test_lines_are_counted_from_one(way: tuple[str | int, ...], line: int | None) -> None:
    assert line_of(lines_of(TEXT), way) == line
