#!/usr/bin/env python3
import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    if sys.argv[1:2] == ["up"] and "--demo" in sys.argv:
        # Said before the settings are read: only the local demo may start without a secret.
        os.environ["HUIQI_DEMO"] = "1"
    if sys.argv[1:2] == ["evaluate"]:
        # It answers from the packs alone: no database, no sessions, so no secret to keep.
        os.environ.setdefault("HUIQI_SECRET_KEY", "evaluate-signs-nothing")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
