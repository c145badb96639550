"""A site check of the demo world: appointed, carried out by two officers, signed by both."""

from datetime import datetime, timedelta
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from accounts.models import User
from reviews.actions import site_checks
from reviews.models import ReviewTask
from reviews.site_checks import officers_for
from reviews.stages import stage_of


def appoint_check(task: ReviewTask, user: User, at: datetime, hours: float = 0.5) -> tuple[User, User]:
    """Appoint a check at the enterprise for a later moment; return the two officers."""
    other = next(each for each in officers_for(task, at.date()) if each != user)
    place = task.application.enterprise.address or "企业生产经营场所"
    site_checks.appoint(task, user, at, site_checks.Appointment(at + timedelta(hours=hours), place, user, other))
    return user, other


def check_site(task: ReviewTask, user: User, at: datetime) -> None:
    """Carry out a site check in the case's favour."""
    officers = appoint_check(task, user, at)
    items = stage_of(task.application, task.stage).checklist
    answers = [{"item": item, "answer": "yes", "note": ""} for item in items]
    site_checks.add_photo(task, user, at, photo(task.application.number), "厂区大门")
    representative = task.application.enterprise.contact_name or "企业负责人"
    found = site_checks.Findings(answers, [], "现场与申报一致。", "pass", representative)
    site_checks.record(task, user, at, found)
    for officer in officers:
        site_checks.sign(task, officer, at + timedelta(minutes=20))


def photo(mark: str) -> SimpleUploadedFile:
    """Return a small invented picture that says it is a specimen."""
    image = Image.new("RGB", (320, 240), "#dfe3ea")
    ImageDraw.Draw(image).text((20, 110), f"DEMO {mark}", fill="#1d4f91")
    buffer = BytesIO()
    image.save(buffer, "JPEG")
    return SimpleUploadedFile("site.jpg", buffer.getvalue(), "image/jpeg")
