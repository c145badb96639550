from accounts.models.enterprises import Enterprise, Invitation, JoinRequest, normalise_uscc, validate_uscc
from accounts.models.interests import RegisteredInterest
from accounts.models.notifications import Delivery, Event, Group, Notification, Preference, Wording
from accounts.models.people import BUREAU_ROLES, ENTERPRISE_ROLES, Role, RoleAssignment, User
from accounts.models.regions import Bureau, Region

__all__ = [
    "BUREAU_ROLES",
    "ENTERPRISE_ROLES",
    "Bureau",
    "Delivery",
    "Enterprise",
    "Event",
    "Group",
    "Invitation",
    "JoinRequest",
    "Notification",
    "Preference",
    "Region",
    "RegisteredInterest",
    "Role",
    "RoleAssignment",
    "User",
    "Wording",
    "normalise_uscc",
    "validate_uscc",
]
