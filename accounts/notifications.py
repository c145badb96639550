"""Tell people what happened: an in-app message at once, and by mail or SMS through the outbox as each person chose."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.utils import timezone

from accounts.models import Delivery, Event, Invitation, Notification, Preference, User, Wording
from accounts.models.notifications import group_of
from accounts.tasks import deliver, mail_invitation
from accounts.wordings import filled

TITLE = Notification._meta.get_field("title").max_length or 120
State, Channel = Delivery.State, Delivery.Channel


def notify(
    people: Iterable[User],
    title: str,
    body: str = "",
    url: str = "",
    *,
    event: str = Event.GENERAL,
    needs_action: bool = False,
    key: str = "",
    due_on: date | None = None,
    policy_code: str = "",
    words: Mapping[str, str] | None = None,
) -> list[Notification]:
    """Write one message (站内消息) per person and queue its mail and SMS; all stand or fall with the caller's transaction.

    `needs_action` makes it a to-do (待办事项) that `clear_todos(key, …)` clears; a new one on the same matter replaces the
    old. `policy_code` chooses among the templates, whose placeholders are filled from `words`.
    """
    people = list(people)
    title, body = worded(
        event, policy_code, title, body, {**(words or {}), "时限": f"{due_on:%Y-%m-%d}" if due_on else ""}
    )
    if key and needs_action:
        clear_todos(key, timezone.now(), people)
    said = {"title": title, "body": body, "url": url, "event": event, "due_on": due_on}
    messages = Notification.objects.bulk_create(
        Notification(user=person, needs_action=needs_action, key=key if needs_action else "", **said)
        for person in people
    )
    for delivery in deliveries_of(messages, event):
        if delivery.state == State.QUEUED:
            deliver.delay(delivery.pk)
    return messages


def worded(event: str, policy_code: str, title: str, body: str, words: Mapping[str, str]) -> tuple[str, str]:
    """Return title and body in the words of the policy's template, else of the one for all policies, else as they are."""
    found = {each.policy_code: each for each in Wording.objects.filter(event=event, policy_code__in=("", policy_code))}
    if template := found.get(policy_code) or found.get(""):
        known = {**words, "标题": title, "原文": body}
        title, body = filled(template.title, known), filled(template.body, known)
    return " ".join(title.split())[:TITLE], body


def deliveries_of(messages: list[Notification], event: str) -> list[Delivery]:
    """Write how each message goes out, by what its reader chose for the event's group; mail at once where nothing was chosen."""
    chosen = {
        each.user_id: each
        for each in Preference.objects.filter(user__in=[message.user_id for message in messages], group=group_of(event))
    }
    rows = []
    for message in messages:
        wish = chosen.get(message.user_id) or Preference()
        if message.user.email and wish.mail != Preference.Mail.NONE:
            state = State.DIGEST if wish.mail == Preference.Mail.DIGEST else State.QUEUED
            rows.append(Delivery(notification=message, channel=Channel.MAIL, address=message.user.email, state=state))
        if message.user.phone and wish.sms:
            rows.append(Delivery(notification=message, channel=Channel.SMS, address=message.user.phone))
    return Delivery.objects.bulk_create(rows)


def clear_todos(key: str, at: datetime, people: Iterable[User] | None = None) -> None:
    """Clear the to-dos on a matter because it was acted on, by whomever: those of all people, or of `people`."""
    waiting = Notification.objects.filter(key=key, done_at__isnull=True)
    if people is not None:
        waiting = waiting.filter(user__in=people)
    waiting.update(done_at=at)


def send_invitation(invitation: Invitation) -> None:
    """Queue the mail of an invitation (邀请) in the caller's transaction."""
    mail_invitation.delay(invitation.pk)
