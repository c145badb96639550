from allauth.account import views as allauth
from django.urls import path, re_path

from accounts.views import enterprises, interests, own, people, registration

# allauth's own urls would also bring pages that this portal does not offer (e-mail addresses, login codes, phones).
urlpatterns = [
    path("accounts/login/", allauth.login, name="account_login"),
    path("accounts/logout/", allauth.logout, name="account_logout"),
    path("accounts/inactive/", allauth.account_inactive, name="account_inactive"),
    path("accounts/password/change/", allauth.password_change, name="account_change_password"),
    path("accounts/password/reset/", allauth.password_reset, name="account_reset_password"),
    path("accounts/password/reset/done/", allauth.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "accounts/password/reset/key/done/",
        allauth.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("accounts/signup/", registration.signup, name="account_signup"),
    path("invitations/<str:token>/", registration.invitation, name="invitation"),
    path("joining/", registration.joining, name="joining"),
    path("joining/again/", registration.join_again, name="join_again"),
    path("enterprise/", enterprises.enterprise_profile, name="enterprise_profile"),
    path("colleagues/", enterprises.colleagues, name="colleagues"),
    path("colleagues/invite/", enterprises.colleague_invite, name="colleague_invite"),
    path("colleagues/invitations/<int:pk>/withdraw/", enterprises.invitation_withdraw, name="invitation_withdraw"),
    path("colleagues/requests/<int:pk>/", enterprises.join_decide, name="join_decide"),
    path("colleagues/people/<int:pk>/grant/", enterprises.colleague_grant, name="colleague_grant"),
    path("colleagues/roles/<int:pk>/end/", enterprises.colleague_end, name="colleague_end"),
    path("people/", people.people, name="people"),
    path("people/new/", people.person_create, name="person_create"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/activity/", people.person_activity, name="person_activity"),
    path("people/roles/<int:pk>/end/", people.role_end, name="role_end"),
    path("messages/", own.notifications, name="notifications"),
    path("messages/preferences/", own.message_preferences, name="message_preferences"),
    path("messages/<int:pk>/open/", own.notification_open, name="notification_open"),
    path("messages/read/", own.notifications_read, name="notifications_read"),
    path("interests/", interests.interests, name="interests"),
    path("interests/<int:pk>/end/", interests.interest_end, name="interest_end"),
    path("large-type/", own.large_type, name="large_type"),
    path("shortcuts/", own.shortcuts, name="shortcuts"),
]
