"""The drawing of one record: the same bytes for the same record, and nobody in it whom the table beneath has not."""

import re
from itertools import combinations, pairwise

import pytest
from django.template import engines

from directory.pictures.rings import (
    LEAD,
    MEMBER,
    MOST_INNER,
    MOST_NODES,
    PART,
    Shared,
    Spoke,
    members_ring,
    shared_ring,
)


def drawn(ring) -> str:
    part = engines["jinja2"].get_template("pictures/ring.html")
    return part.render({"ring": ring, "label": "VGT in the middle", "caption": "Thick line: chair."})


def spokes(count: int) -> list[Spoke]:
    return [
        Spoke(f"Member {number}", "law", LEAD if number == 1 else MEMBER) for number in range(1, count + 1)
    ]


def test_each_member_is_a_shape_a_label_and_a_line():
    text = drawn(members_ring("VGT", [*spokes(3), Spoke("Payer", "money", PART)]))

    assert re.findall('class="tie(.*?)"', text) == [" lead", "", "", " part"]
    assert text.count('class="node law"') == 3
    assert text.count('class="node money"') == 1
    assert re.findall('class="label.*?>(.*?)<', text) == ["Member 1", "Member 2", "Member 3", "Payer"]


def test_a_drawing_is_one_image_with_a_name_and_without_links_scripts_and_styles():
    text = drawn(members_ring("VGT", spokes(12)))

    assert text.count("<svg") == text.count('role="img"') == 1
    assert 'aria-label="VGT in the middle"' in text
    assert not re.search("<a |<script|style=|href", text)


def test_names_are_text_in_a_drawing():
    assert "&lt;b&gt;" in drawn(members_ring("<b>", [Spoke("<b>", "law", MEMBER)]))


def test_the_same_members_give_the_same_bytes():
    assert drawn(members_ring("VGT", spokes(28))) == drawn(members_ring("VGT", spokes(28)))


@pytest.mark.parametrize("count", [1, 2, 3, 10, 28, 44, 45, 60])
def test_no_label_stands_on_another_and_all_shapes_are_within_the_drawing(count):
    ring = members_ring("VGT", spokes(count))

    for is_left in (True, False):
        heights = sorted(float(node.label_y) for node in ring.nodes if node.is_left == is_left)
        assert all(upper + 13 < lower for upper, lower in pairwise(heights))
    assert all(10 < float(value) < float(ring.size) - 10 for node in ring.nodes for value in (node.x, node.y))


def test_no_more_than_sixty_are_drawn():
    assert len(members_ring("VGT", spokes(300)).nodes) == MOST_NODES


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("VGT", ["VGT"]),
        ("WeProtect Global Alliance", ["WeProtect", "Global", "Alliance"]),
        ("A Global Initiative for a Virtual Police Presence", ["A Global", "Initiative", "for a…"]),
        ("Donaudampfschifffahrt", ["Donaudampfs…"]),
    ],
)
def test_a_name_stands_in_the_hub_in_a_few_lines(name, lines):
    assert [line.words for line in members_ring(name, spokes(3)).hub] == lines


def test_partners_stand_near_to_what_they_share():
    partners = [Shared("Left", "law", [4]), Shared("Right", "law", [2]), Shared("Both", "law", [2, 4])]
    ring = shared_ring("INTERPOL", [LEAD, MEMBER, MEMBER, PART], partners)

    by_label = {node.label: node for node in ring.nodes}
    assert float(by_label["Right"].x) > float(ring.middle) > float(by_label["Left"].x)
    assert len(ring.ties) == 4 + 4
    assert [disc.number for disc in ring.discs] == [1, 2, 3, 4]


def test_discs_do_not_touch_one_another_nor_the_hub():
    ring = shared_ring("INTERPOL", [MEMBER] * 100, [])

    assert len(ring.discs) == MOST_INNER
    places = [(float(disc.x), float(disc.y)) for disc in ring.discs]
    middle = float(ring.middle)
    assert all((x - u) ** 2 + (y - v) ** 2 > 28**2 for (x, y), (u, v) in combinations(places, 2))
    assert all((x - middle) ** 2 + (y - middle) ** 2 > (46 + 14) ** 2 for x, y in places)


def test_an_organisation_that_shares_nothing_drawn_is_not_drawn():
    ring = shared_ring(
        "INTERPOL", [MEMBER] * 30, [Shared("Far", "law", [27]), Shared("Near", "law", [3, 27])]
    )

    assert [node.label for node in ring.nodes] == ["Near"]
    assert len(ring.ties) == MOST_INNER + 1
