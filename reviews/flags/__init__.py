"""Flags (疑点): one module a kind, each a question to the stored cases whose answer is rows of `Found`."""
