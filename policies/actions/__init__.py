from policies.actions.releasing import Release, content_digest, release, write_information, write_policy

__all__ = ["Release", "content_digest", "release", "write_information", "write_policy"]
