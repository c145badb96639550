"""Who of the demo officials holds a role."""

from accounts.models import RoleAssignment, User


def user_of(role: str, bureau) -> User:
    """Return the demo official of that role in the bureau."""
    return RoleAssignment.objects.select_related("user").get(role=role, bureau=bureau).user
