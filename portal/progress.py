from applications.models import Application


def find_case(number: str, uscc: str) -> Application | None:
    """Return the filed case of that number and credit code, None where both do not fit together."""
    cases = Application.objects.for_list().filter(submitted_at__isnull=False)
    return cases.filter(number=number, enterprise__uscc=uscc).first()
