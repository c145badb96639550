"""What ends a start early, each with its own reason."""


class Refusal(Exception):
    """The start cannot go on; the message is the one clear sentence for the person at the terminal."""


class StopRequested(Exception):
    """Ctrl-C or SIGTERM arrived while the supervisor was waiting for something."""
