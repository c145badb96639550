from typing import Any

from django.contrib.auth.password_validation import MinimumLengthValidator


class LongEnough(MinimumLengthValidator):
    """Django's minimum length, said in Chinese: its own catalogue misses this sentence."""

    def get_error_message(self) -> str:
        """Return what is wrong with a password that is too short."""
        return f"密码太短，至少 {self.min_length} 位"

    def get_help_text(self) -> Any:
        """Return the rule as it stands under the field."""
        return f"密码至少 {self.min_length} 位。"
