"""Reading XML that we made: well-formed, and without anything that a careful reader refuses."""

from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


def read_xml(text: bytes) -> Element:
    """The root of the document. A DOCTYPE, and with it every entity of its own, is refused."""
    builder = TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}")

    def name(written: str) -> str:
        return f"{{{written}" if "}" in written else written

    def refuse(*declaration):
        raise ValueError(declaration)

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda tag, attributes: builder.start(
        name(tag), {name(key): value for key, value in attributes.items()}
    )
    parser.EndElementHandler = lambda tag: builder.end(name(tag))
    parser.CharacterDataHandler = builder.data
    parser.Parse(text)
    parser.Parse(b"", 1)
    return builder.close()
