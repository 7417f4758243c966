"""Writes the lists that are workbooks, archives or not in UTF-8, the same bytes each time.

    .venv/bin/python -m tests.importing.lists_of_others.make

The other lists beside this file are plain text and are changed by hand; expected.json says what each list holds.
All organisations are made up, and none of their addresses leads anywhere.
"""

from pathlib import Path

from tests.importing.lists_of_others import (
    catalogues,
    hsds_folders,
    member_lists,
    national_lists,
    who_does_what,
)

FOLDER = Path(__file__).parent


def main() -> None:
    for lists in (who_does_what, national_lists, hsds_folders, member_lists, catalogues):
        lists.write(FOLDER)


if __name__ == "__main__":
    main()
