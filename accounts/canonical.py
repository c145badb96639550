"""What is kept as evidence, as one canonical text and its digests: canonical JSON in, SHA-256 and SM3 (国密) out."""

import hashlib
import json
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.hashes import SM3, Hash


class Digests(NamedTuple):
    """Two digests of the same bytes, in hexadecimal: who forged one would have to forge the other as well."""

    sha256: str
    sm3: str


def canonical(content: dict[str, Any]) -> str:
    """Return the canonical JSON: sorted keys, no spaces, Chinese as it is."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(content: dict[str, Any]) -> str:
    """Return the SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def digests_of(content: dict[str, Any]) -> Digests:
    """Return both digests of the canonical JSON."""
    return digests_of_bytes(canonical(content).encode())


def digests_of_bytes(content: bytes) -> Digests:
    """Return SHA-256 and SM3 (GB/T 32905) of the bytes."""
    sm3 = Hash(SM3())
    sm3.update(content)
    return Digests(hashlib.sha256(content).hexdigest(), sm3.finalize().hex())
