"""What a reader of a page reads."""

from django.utils.html import strip_tags

from tests.support.responses import text


def words(client, address: str) -> str:
    """The text of a page between its header and its footer, in one line."""
    page = text(client.get(address))
    main = page[page.index("<main") : page.index("</main>")]
    return " ".join(strip_tags(main).split())
