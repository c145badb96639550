"""A step of migrations that Django and its libraries take more slowly."""

from typing import Any

import pgtrigger.compiler
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger


class AddTriggers(Operation):
    """Put up the triggers of several tables in one step.

    Django renders an app's models anew after each step; a step for each trigger took most of the time of a migration.
    """

    def __init__(self, triggers: list[tuple[str, pgtrigger.compiler.Trigger]]) -> None:
        self.triggers = triggers

    @property
    def steps(self) -> list[AddTrigger]:
        """Return one ordinary step for each trigger."""
        return [AddTrigger(model_name=model, trigger=trigger) for model, trigger in self.triggers]

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Name the triggers in the models' state, and render the models once."""
        models = sorted({(app_label, model.lower()) for model, _ in self.triggers})
        for model, trigger in self.triggers:
            options = state.models[app_label, model.lower()].options
            options["triggers"] = [*options.get("triggers", []), trigger]
        state.reload_models(models, delay=True)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Create the triggers."""
        for step in self.steps:
            step.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Drop the triggers, the last first."""
        for step in reversed(self.steps):
            step.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """Say what is done, for the list of planned steps."""
        return f"Create {len(self.triggers)} triggers"

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Return what the migration file says."""
        return type(self).__name__, [], {"triggers": self.triggers}
