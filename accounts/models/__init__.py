from accounts.models.enterprises import Enterprise, Invitation, JoinRequest, normalise_uscc, validate_uscc
from accounts.models.notifications import Notification
from accounts.models.people import BUREAU_ROLES, ENTERPRISE_ROLES, Role, RoleAssignment, User
from accounts.models.regions import Bureau, Region

__all__ = [
    "BUREAU_ROLES",
    "ENTERPRISE_ROLES",
    "Bureau",
    "Enterprise",
    "Invitation",
    "JoinRequest",
    "Notification",
    "Region",
    "Role",
    "RoleAssignment",
    "User",
    "normalise_uscc",
    "validate_uscc",
]
