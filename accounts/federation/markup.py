"""XML from strangers: parsed without entities, document types, network or depth, or not at all."""

from lxml import etree

METADATA = "urn:oasis:names:tc:SAML:2.0:metadata"
PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol"
ASSERTION = "urn:oasis:names:tc:SAML:2.0:assertion"
SIGNATURE = "http://www.w3.org/2000/09/xmldsig#"
NAMES = {"md": METADATA, "samlp": PROTOCOL, "saml": ASSERTION, "ds": SIGNATURE}


class Malformed(Exception):
    """What should be XML is none, declares a document type, or says less than it must."""


def parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def parse(content: bytes) -> etree._Element:
    """Return the root of the document; raise Malformed for anything that could mean more than it says."""
    try:
        root = etree.fromstring(content, parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Malformed(str(error)) from None
    if root.getroottree().docinfo.doctype:
        raise Malformed("document types are not allowed")
    return root


def text_of(element: etree._Element | None) -> str:
    """Return all text inside `element`: a comment must not cut a name in two."""
    return "".join(str(part) for part in element.itertext()).strip() if element is not None else ""
