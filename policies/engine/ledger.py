"""The ledger (台账): earlier awards, as mappings with policy, subject, year and amount_yuan."""

from dataclasses import dataclass

from policies.engine.model import FactDef
from policies.engine.scope import Scope


@dataclass(frozen=True)
class NotYetAwarded:
    """None of the subjects (a patent number, a contract) was awarded under this policy before."""

    fact: FactDef
    code: str

    def holds(self, scope: Scope) -> bool | None:
        """Compare the named subjects with the awarded ones; nothing awarded yet decides at once."""
        awarded = self._awarded(scope)
        if not awarded:
            return True
        value = scope.get(self.fact.name)
        return None if value is None else not awarded & set(value if isinstance(value, tuple) else (value,))

    def message(self, scope: Scope) -> str:
        """Name the subjects that were awarded before."""
        repeated = self._repeated(scope)
        if repeated:
            return f"{self.fact.label}中已享受过本政策：{'、'.join(repeated)}"
        return f"{self.fact.label}未见重复享受" if self.holds(scope) else f"{self.fact.label}尚不能判断"

    def remedy(self, scope: Scope) -> str:
        """Say which subjects must be left out."""
        repeated = self._repeated(scope)
        return f"请剔除已享受过的：{'、'.join(repeated)}" if repeated else ""

    def _awarded(self, scope: Scope) -> set[str]:
        return {
            str(entry.get("subject"))
            for entry in scope.ledger
            if entry.get("policy") == self.code and entry.get("subject")
        }

    def _repeated(self, scope: Scope) -> list[str]:
        value = scope.get(self.fact.name) or ()
        return sorted(self._awarded(scope) & set(value if isinstance(value, tuple) else (value,)))
