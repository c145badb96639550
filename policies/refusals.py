"""Why an act on a draft is refused where nobody did anything wrong."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from policies.models import DraftEdit


class Overtaken(ValidationError):
    """Somebody else saved the draft meanwhile (草案已被他人修改)."""

    def __init__(self, edit: DraftEdit | None) -> None:
        who = (
            f"{edit.by} 已于 {timezone.localtime(edit.at):%H:%M} 修改了草案（{edit.part}）" if edit else "草案已被修改"
        )
        super().__init__(f"{who}，您的修改没有保存。请重新打开本页，核对后再改。")
