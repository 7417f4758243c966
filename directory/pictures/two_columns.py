"""Two columns of rows with lines between them, ordered so that few lines cross; and which rows hold the picture together.

Everything here is the same for the same rows in the same order: no chance, no clock.
"""

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple

ROW = 28  # the height of a row, as the style sheet has it in `.pairs li`
SWEEPS = 12  # after about five the order of such drawings changes no more

Edge = tuple[Hashable, Hashable]


class Columns(NamedTuple):
    """The rows of both columns in their order."""

    left: list
    right: list


def in_columns(left: Sequence, right: Sequence, edges: Iterable[Edge]) -> Columns:
    """Both columns by barycentre: each row goes where its neighbours are on average, the columns in turn; of all orders on
    the way the one with fewest crossings."""
    edges = list(edges)
    by_left, by_right = defaultdict(list), defaultdict(list)
    for start, end in edges:
        by_left[start].append(end)
        by_right[end].append(start)
    columns = Columns(list(left), list(right))
    best, fewest = columns, crossings(columns, edges)
    for _sweep in range(SWEEPS):
        ordered_right = by_barycentre(columns.right, by_right, columns.left)
        columns = Columns(by_barycentre(columns.left, by_left, ordered_right), ordered_right)
        if (number := crossings(columns, edges)) < fewest:
            best, fewest = columns, number
    return best


def by_barycentre(rows: Sequence, neighbours: Mapping[Hashable, list], others: Sequence) -> list:
    """The rows by the average place of their neighbours among the others; those of one average stay as they stood."""
    places = {row: place for place, row in enumerate(others)}
    averages = {
        row: sum(places[neighbour] for neighbour in neighbours[row]) / len(neighbours[row])
        for row in rows
        if neighbours[row]
    }
    # A row without neighbours keeps its share of the way down
    share = len(others) / max(len(rows), 1)
    stood_at = {row: place * share for place, row in enumerate(rows)}
    return sorted(rows, key=lambda row: averages.get(row, stood_at[row]))


def crossings(columns: Columns, edges: Iterable[Edge]) -> int:
    """How many pairs of lines cross."""
    left = {row: place for place, row in enumerate(columns.left)}
    right = {row: place for place, row in enumerate(columns.right)}
    ends: list[int] = []
    number = 0
    # Lines of one start do not cross: sorted by their ends as well, none counts against another
    for _start, end in sorted((left[start], right[end]) for start, end in edges):
        number += len(ends) - bisect_right(ends, end)
        insort(ends, end)
    return number


def heights(count: int, height: int) -> list[float]:
    """Where the middles of so many rows are that stand in a column of that height, the first on top, the last at its foot."""
    if count == 1:
        return [ROW / 2]
    return [round(ROW / 2 + place * (height - ROW) / (count - 1), 1) for place in range(count)]


def bridges(edges: Iterable[Edge]) -> set:
    """The rows without which others, tied to each other until then, would have no way to each other: the articulation
    points of the graph."""
    neighbours = defaultdict(list)
    for start, end in edges:
        neighbours[start].append(end)
        neighbours[end].append(start)
    met_at: dict[Hashable, int] = {}
    # The earliest row that is next to this one or to one that was first met by way of it
    earliest: dict[Hashable, int] = {}
    points = set()
    for root in neighbours:
        if root in met_at:
            continue
        met_at[root] = earliest[root] = len(met_at)
        branches = 0
        # Depth first, with a list in place of recursion: a chain of rows may be long
        way = [(root, None, iter(neighbours[root]))]
        while way:
            row, parent, rest = way[-1]
            following = next((neighbour for neighbour in rest if neighbour != parent), None)
            if following is None:
                way.pop()
                if parent is None:
                    continue
                earliest[parent] = min(earliest[parent], earliest[row])
                if parent == root:
                    branches += 1
                elif earliest[row] >= met_at[parent]:
                    points.add(parent)
            elif following in met_at:
                earliest[row] = min(earliest[row], met_at[following])
            else:
                met_at[following] = earliest[following] = len(met_at)
                way.append((following, row, iter(neighbours[following])))
        if branches > 1:
            points.add(root)
    return points
