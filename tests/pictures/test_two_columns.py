"""Two columns: few lines cross, the same rows give the same picture, and it is known which hold it together."""

import random
from itertools import combinations

import pytest

from directory.pictures.two_columns import ROW, Columns, bridges, crossings, heights, in_columns


def graph(seed: int) -> tuple[list[str], list[str], list[tuple[str, str]]]:
    chance = random.Random(seed)
    left = [f"p{number}" for number in range(chance.randint(1, 9))]
    right = [f"o{number}" for number in range(chance.randint(1, 9))]
    every = [(start, end) for start in left for end in right]
    return left, right, sorted(chance.sample(every, chance.randint(1, min(len(every), 14))))


def parts(edges: list[tuple[str, str]], without: str = "") -> int:
    """How many groups the rows form that have an edge, the slow way."""
    group = {row: {row} for edge in edges for row in edge if row != without}
    for edge in edges:
        if without not in edge:
            start, end = edge
            united = group[start] | group[end]
            for row in united:
                group[row] = united
    return len({frozenset(rows) for rows in group.values()})


@pytest.mark.parametrize("seed", range(40))
def test_crossings_are_counted_as_the_slow_way_does(seed):
    left, right, edges = graph(seed)
    places = {row: place for column in (left, right) for place, row in enumerate(column)}

    slowly = sum(
        (places[a] - places[c]) * (places[b] - places[d]) < 0 for (a, b), (c, d) in combinations(edges, 2)
    )

    assert crossings(Columns(left, right), edges) == slowly


@pytest.mark.parametrize("seed", range(40))
def test_an_order_has_all_rows_and_no_more_crossings(seed):
    left, right, edges = graph(seed)

    columns = in_columns(left, right, edges)

    assert sorted(columns.left) == left
    assert sorted(columns.right) == right
    assert crossings(columns, edges) <= crossings(Columns(left, right), edges)
    assert in_columns(left, right, edges) == columns


def test_lines_that_need_not_cross_do_not():
    columns = in_columns(["a", "b", "c"], ["x", "y", "z"], [("a", "z"), ("b", "y"), ("c", "x")])

    assert crossings(columns, [("a", "z"), ("b", "y"), ("c", "x")]) == 0


@pytest.mark.parametrize("seed", range(60))
def test_a_bridge_is_what_parts_the_others_when_it_is_taken_away(seed):
    _left, _right, edges = graph(seed)
    rows = {row for edge in edges for row in edge}
    alone = {row: sum(row in edge for edge in edges) for row in rows}

    expected = {
        row
        for row in rows
        # Its neighbours that had no other edge are parts of their own then
        if parts([edge for edge in edges if row not in edge])
        + sum(alone[other] == 1 for edge in edges if row in edge for other in edge if other != row)
        > parts(edges)
    }

    assert bridges(edges) == expected


def test_rows_stand_from_the_top_to_the_foot_of_a_column():
    assert heights(3, 4 * ROW) == [14, 56, 98]
    assert heights(1, 4 * ROW) == [14]
