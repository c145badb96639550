"""Triggers that make a published notice evidence: nothing of it changes but its state and, by an extension, its last day."""

import pgtrigger

PUBLISHED = pgtrigger.Q(old__state__in=["published", "closed", "superseded"])
FROZEN_NOTICE = pgtrigger.Trigger(
    name="frozen_once_published",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.AnyChange(exclude=["state", "closed_at", "ends_on"]),
    func="IF OLD.state <> 'draft' THEN RAISE EXCEPTION 'a published notice does not change'; END IF; RETURN NEW;",
)
# The last day moves only as a recorded extension says, and an extension is never shorter than what it extends.
EXTENDED_WINDOW = pgtrigger.Trigger(
    name="extended_window",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.AnyChange("ends_on"),
    func="""
        IF OLD.state <> 'draft' AND NOT EXISTS (
            SELECT 1 FROM publicity_noticeextension
            WHERE notice_id = OLD.id AND previous_ends_on = OLD.ends_on AND ends_on = NEW.ends_on
        ) THEN
            RAISE EXCEPTION 'a published notice does not change its window without an extension';
        END IF;
        RETURN NEW;
    """,
)
FORWARD_NOTICE = pgtrigger.Trigger(
    name="forward_only",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.AnyChange("state"),
    func="""
        IF OLD.state IN ('closed', 'superseded', 'discarded')
            OR OLD.state = 'published' AND NEW.state IN ('draft', 'discarded') THEN
            RAISE EXCEPTION 'a published notice does not go back';
        END IF;
        RETURN NEW;
    """,
)
KEPT_NOTICE = pgtrigger.Protect(name="kept_once_published", operation=pgtrigger.Delete, condition=PUBLISHED)
FROZEN_LINE = pgtrigger.Trigger(
    name="frozen_line",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.AnyChange(exclude=["state"]),
    func="RAISE EXCEPTION 'a line of a notice does not change';",
)
KEPT_LINE = pgtrigger.Trigger(
    name="kept_line",
    when=pgtrigger.Before,
    operation=pgtrigger.Delete,
    func="""
        IF EXISTS (SELECT 1 FROM publicity_notice WHERE id = OLD.notice_id AND state <> 'draft') THEN
            RAISE EXCEPTION 'a line of a published notice is kept';
        END IF;
        RETURN OLD;
    """,
)
