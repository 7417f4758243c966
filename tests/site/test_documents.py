"""What the documents name is there."""

import re

import pytest
from django.conf import settings

DOCUMENTS = [*settings.BASE_DIR.glob("*.md"), *settings.BASE_DIR.glob("docs/*.md")]
PATH = re.compile(r"`((?:directory|config|tests|docs)/[\w./-]*\w/?)`")
LINK = re.compile(r"\]\(([\w./-]+)\)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_files_and_folders_that_a_document_names_are_there(document):
    text = document.read_text(encoding="utf-8")

    missing = [path for path in PATH.findall(text) if not (settings.BASE_DIR / path).exists()]
    missing += [target for target in LINK.findall(text) if not (document.parent / target).exists()]

    assert missing == []


def test_the_readme_is_short():
    readme = settings.BASE_DIR / "README.md"

    assert readme.stat().st_size <= 4_200  # bytes: one page that is read to its end
