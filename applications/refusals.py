"""Turn a refusal of the workflow into a sentence for the person, never into a server error."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from applications.workflow import NotAllowed


def told_as_message(back_to: str) -> Callable:
    """Wrap a view: its work is one transaction; where it raises NotAllowed, the reader is told and sent to `back_to`."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            try:
                with transaction.atomic():
                    return view(request, *args, **kwargs)
            except NotAllowed as refusal:
                messages.error(request, str(refusal))
                return redirect(back_to)

        return guarded

    return decorate
