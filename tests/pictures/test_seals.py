"""What stands in the place of a logo: the same for the same members, and never by colour alone."""

import re

import pytest
from django.template import engines

from directory.models import Sector
from directory.pictures.seals import seal
from directory.pictures.sectors import LOOKS, SHAPES, by_look, legend, look_of


def drawn(part: str, **context: object) -> str:
    return engines["jinja2"].get_template(f"pictures/{part}.html").render(context)


@pytest.mark.django_db
def test_each_sector_of_the_vocabulary_has_a_hue_and_a_shape():
    assert set(Sector.objects.values_list("slug", flat=True)) == set(LOOKS)
    assert {look_of(sector) for sector in LOOKS} <= set(SHAPES)


def test_looks_that_differ_have_shapes_that_differ():
    assert len(set(SHAPES.values())) == len(SHAPES)


def test_the_arcs_of_a_seal_are_the_shares_of_its_members():
    counts = by_look(["hotline", "law_enforcement", "law_enforcement", "helpline"])

    arcs = seal(counts, "4").arcs

    assert [(arc.look, arc.dashes, arc.offset) for arc in arcs] == [
        ("law", "48.4 51.6", "25.0"),
        ("call", "48.4 51.6", "-25.0"),
    ]


def test_one_sector_closes_the_ring():
    assert [arc.dashes for arc in seal({"trade": 11}, "11").arcs] == ["100.0 0.0"]


def test_a_few_among_many_are_seen():
    shortest = min(float(arc.dashes.split()[0]) for arc in seal({"law": 400, "money": 1}, "401").arcs)

    assert shortest >= 1


def test_where_nobody_is_known_the_seal_is_empty_and_has_no_zero():
    text = drawn("seal", seal=seal({}))

    assert text.count("<circle") == 1
    assert ">–<" in text
    assert ">0<" not in text


def test_a_sector_that_somebody_added_is_drawn_in_grey():
    assert by_look(["astronomy", "industry"]) == {"trade": 1, "": 1}
    assert 'class=""' in drawn("seal", seal=seal(by_look(["astronomy"]), "1"))
    assert "<path" in drawn("emblem", look=look_of("astronomy"))


def test_a_seal_says_nothing_to_a_screen_reader_and_links_to_nothing():
    for text in (drawn("seal", seal=seal({"law": 2}, "2")), drawn("emblem", look="law")):
        assert 'aria-hidden="true"' in text
        assert not re.search("<a |<script|style=|href", text)


def test_a_legend_names_each_look_and_counts_it():
    names = {"law_enforcement": "Law enforcement", "hotline": "Hotline", "helpline": "Helpline"}
    entries = legend(by_look(["helpline", "hotline", "law_enforcement"]), names)

    assert [(entry.look, entry.name, entry.count) for entry in entries] == [
        ("law", "Law enforcement", 1),
        ("call", "Hotlines and helplines", 2),
    ]
    assert '<li class="sector call">Hotlines and helplines <b>2</b></li>' in drawn("legend", entries=entries)
