"""Assertions that a provider encrypted for us: a fresh AES-GCM key, itself encrypted with RSA-OAEP.

Nothing else is opened: CBC and PKCS #1 v1.5 tell an attacker who asks often enough what is inside.
Source: XML Encryption 1.1; IAM User Guide, "Manage SAML encryption keys".
"""

import base64
import binascii

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, HashAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from lxml import etree

from accounts.federation import markup
from accounts.federation.markup import Malformed
from accounts.models import SAMLProvider

NAMES = {
    "xenc": "http://www.w3.org/2001/04/xmlenc#",
    "xenc11": "http://www.w3.org/2009/xmlenc11#",
    "ds": markup.SIGNATURE,
}
KEY_BYTES = {
    "http://www.w3.org/2009/xmlenc11#aes128-gcm": 16,
    "http://www.w3.org/2009/xmlenc11#aes256-gcm": 32,
}
OAEP_SHA1 = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p"
OAEP_ANY = "http://www.w3.org/2009/xmlenc11#rsa-oaep"
DIGESTS: dict[str, type[HashAlgorithm]] = {
    "http://www.w3.org/2000/09/xmldsig#sha1": SHA1,
    "http://www.w3.org/2001/04/xmlenc#sha256": SHA256,
}
MASKS: dict[str, type[HashAlgorithm]] = {
    "http://www.w3.org/2009/xmlenc11#mgf1sha1": SHA1,
    "http://www.w3.org/2009/xmlenc11#mgf1sha256": SHA256,
}
NONCE_BYTES = 12


def decrypted(sealed: etree._Element, provider: SAMLProvider) -> etree._Element:
    """Return the assertion inside an EncryptedAssertion; raise Malformed when none of the provider's keys opens it."""
    data = _only(sealed, "xenc:EncryptedData")
    size = KEY_BYTES.get(_algorithm(data))
    # The key stands inside the data, or beside it.
    wrapped = data.find("ds:KeyInfo/xenc:EncryptedKey", NAMES)
    wrapped = wrapped if wrapped is not None else sealed.find("xenc:EncryptedKey", NAMES)
    if size is None or wrapped is None:
        raise Malformed("it is encrypted in a way that is not supported")
    content = _content(data)
    for row in provider.private_keys.order_by("pk"):
        key = load_pem_private_key(row.pem, password=None)
        assert isinstance(key, RSAPrivateKey), "no other keys are taken in"
        try:
            secret = key.decrypt(_content(wrapped), _padding(wrapped))
            if len(secret) == size:
                return markup.parse(AESGCM(secret).decrypt(content[:NONCE_BYTES], content[NONCE_BYTES:], None))
        except (ValueError, InvalidTag):
            continue
    raise Malformed("none of the keys opens it")


def _padding(wrapped: etree._Element) -> OAEP:
    method = _only(wrapped, "xenc:EncryptionMethod")
    digest = method.find("ds:DigestMethod", NAMES)
    mask = method.find("xenc11:MGF", NAMES)
    if method.get("Algorithm") not in (OAEP_SHA1, OAEP_ANY):
        raise Malformed("the key is encrypted in a way that is not supported")
    hashing = DIGESTS.get(str(digest.get("Algorithm"))) if digest is not None else SHA1
    masking = MASKS.get(str(mask.get("Algorithm"))) if mask is not None else SHA1
    if hashing is None or masking is None:
        raise Malformed("the key is encrypted in a way that is not supported")
    return OAEP(mgf=MGF1(masking()), algorithm=hashing(), label=None)


def _algorithm(element: etree._Element) -> str:
    return str(_only(element, "xenc:EncryptionMethod").get("Algorithm"))


def _content(element: etree._Element) -> bytes:
    text = markup.text_of(_only(element, "xenc:CipherData/xenc:CipherValue"))
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise Malformed("it is not base64") from None


def _only(element: etree._Element, path: str) -> etree._Element:
    found = element.findall(path, NAMES)
    if len(found) != 1:
        raise Malformed(f"it has no single {path}")
    return found[0]
