"""What is kept as evidence, as one canonical text and its digest: canonical JSON in, SHA-256 out."""

import hashlib
import json
from typing import Any


def canonical(content: dict[str, Any]) -> str:
    """Return the canonical JSON: sorted keys, no spaces, Chinese as it is."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(content: dict[str, Any]) -> str:
    """Return the SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()
