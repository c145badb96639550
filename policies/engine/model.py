"""What a pack (政策包) is once it has been read and compiled: plain frozen records."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from policies.engine.conditions import Condition
    from policies.engine.expressions import Expression
    from policies.engine.scope import Scope
    from policies.engine.scores import ScoreSheet
    from policies.engine.tables import Value


@dataclass(frozen=True)
class FactDef:
    """A fact (事实) that a policy asks for or derives: its name, type, unit, wording and evidence.

    `ask_when` and `required` may be a condition; see `policies.engine.holds`. `default` stands in when nothing was
    given. `item` is the type of a list's entries (`rows`: records with `fields`) and `labels` their names (for instance
    the twelve months). An object has `fields`, or free names with numbers (`item` words: lists of words) when it has none.
    A `total` number may also be given as a list, and is then its sum; a `loose` text may also be given as a number.
    """

    name: str
    label: str
    type: str
    unit: str = ""
    section: str = ""
    help: str = ""
    clause: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    length: int | None = None
    labels: tuple[str, ...] = ()
    total: bool = False
    loose: bool = False
    item: str = "number"
    fields: "Mapping[str, FactDef]" = field(default_factory=dict)
    ask_when: "Condition | None" = None
    required: "bool | Condition" = True
    min: Decimal | None = None
    default: Any = None
    evidence: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Derived:
    """A derived fact (计算得出的事实): an expression or a tier table over other facts."""

    fact: FactDef
    value: "Value"
    clause: str = ""


@dataclass(frozen=True)
class Rule:
    """A criterion (条件) with its clause and its sentence for the applicant.

    `when` says for whom the rule exists at all. A `presumed` rule is verified by officers from registers and files: it
    fails on a contrary fact, but its absence leaves nothing open for the applicant. `note` names the ambiguity that
    explains a rule which the document does not spell out. A `soft` rule (原则上) that is not met asks for a ruling or only
    warns.
    """

    key: str
    clause: str
    sentence: str
    require: "Condition"
    when: "Condition | None" = None
    presumed: bool = False
    remedy: str = ""
    note: str = ""
    soft: str = ""


@dataclass(frozen=True)
class AmountLine:
    """A line of the derivation (测算过程): adds a value, or caps what was reached so far.

    `operation` is add, deduct, cap, floor, highest or note; values are in 元. `group` collects lines that one cap looks
    at, `among` names the groups of which only the highest stays (就高不重复); `applies_to` says for whom the line is
    where `when` asks what only the engine knows.
    """

    key: str
    label: str
    clause: str
    operation: str
    value: "Value | None"
    scale: Decimal
    when: "Condition | None" = None
    group: str = ""
    applies_to: str = ""
    among: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ceiling:
    """The ceiling (上限) that is told beside an amount: its value, and the factor that makes it 元."""

    value: "Value"
    scale: Decimal


@dataclass(frozen=True)
class InstalmentDef:
    """A part of the payment (分期): its percentage, and when it falls due in the document's words."""

    key: str
    label: str
    clause: str
    pct: Decimal
    due: str = ""


@dataclass(frozen=True)
class Recognition:
    """The title (称号) that a policy grants instead of money, and for how many years; `years` None: the text sets no term."""

    title: str
    years: int | None
    clause: str


@dataclass(frozen=True)
class Exclusion:
    """Another policy that cannot be had as well (不得同时享受)."""

    code: str
    clause: str
    text: str


@dataclass(frozen=True)
class Conflict:
    """Another document that states the policy differently (文件不一致).

    `open_with` names the policies of which the documents do not say whether they can be had as well (能否兼得未写).
    """

    document: str
    clause: str
    text: str
    open_with: tuple[str, ...] = ()


@dataclass(frozen=True)
class ShareSet:
    """Who carries the amount (分担): levels with percentages that add up to 100.

    `note` names the ambiguity that explains shares which the document leaves open.
    """

    when: "Condition | None"
    clause: str
    split: tuple[tuple[str, Decimal, bool], ...]
    note: str = ""


@dataclass(frozen=True)
class ReadingDef:
    """One way of reading an ambiguous clause (口径): the derived facts it replaces, the rules it lets pass."""

    key: str
    label: str
    sets: "Mapping[str, Expression]"
    waives: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ambiguity:
    """A place where the text does not decide (歧义).

    `handling` is `ruling` (stops for a person when the readings differ), `note` (settled; says how) or `check` (nothing
    about the text: warns where a case's own figures disagree).
    `among` is `all`, or `passing` when a reading that leads nowhere is simply not what the applicant gets.
    """

    key: str
    text: str
    clause: str
    handling: str
    when: "Condition | None" = None
    among: str = "all"
    readings: tuple[ReadingDef, ...] = ()
    settled: str = ""


@dataclass(frozen=True)
class Material:
    """A material (申报材料) that the applicant files; `proves` names rules, `required` may be a condition.

    `tolerable`: the document lets it be filed after acceptance (可容缺).
    """

    key: str
    title: str
    form: str = "original"
    copies: int = 1
    required: "bool | Condition" = True
    clause: str = ""
    proves: tuple[str, ...] = ()
    accept: tuple[str, ...] = ("pdf", "jpg", "png")
    help: str = ""
    tolerable: bool = False


@dataclass(frozen=True)
class Days:
    """A period of working or calendar days."""

    count: int
    unit: str = "working"


@dataclass(frozen=True)
class Stage:
    """A stage of the review (环节): who does it, alone or jointly, by when, and who skips it.

    `not_counted` is the clause by which its time does not count into the whole (所需时间不计算在内); `sampled` tells that
    the document has the site check done by sampling (抽查), at the share that the round sets.
    """

    key: str
    kind: str
    title: str
    level: str
    lines: tuple[str, ...]
    joint: bool = False
    countersign: bool = False
    days: Days | None = None
    due_on: date | None = None
    skip_when: str = ""
    checklist: tuple[str, ...] = ()
    clause: str = ""
    not_counted: str = ""
    sampled: bool = False


@dataclass(frozen=True)
class Publicity:
    """The public notice (公示) that a document prescribes; `days` None means that the text sets no period.

    `title`, `amount_unit` and `notes` are those of the list that the document's annex prints; empty where it prints none.
    """

    days: int | None
    unit: str
    columns: tuple[tuple[str, str], ...]
    channel: str
    clause: str
    title: str = ""
    amount_unit: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """A column of an export: its printed title and where its value comes from (see docs/packs.md)."""

    title: str
    source: str


@dataclass(frozen=True)
class Export:
    """A table in the layout of a policy's annex (附件), with the group rows that the annex prints."""

    key: str
    title: str
    unit: str
    columns: tuple[Column, ...]
    groups: tuple[str, ...] = ()
    note: str = ""
    clause: str = ""


@dataclass(frozen=True)
class Golden:
    """A golden case (样例) worked out by hand from the clauses, with the arithmetic in `why`."""

    name: str
    facts: Mapping[str, Any]
    ledger: tuple[Mapping[str, Any], ...]
    expect: Mapping[str, Any]
    why: str


@dataclass(frozen=True, eq=False, repr=False)
class Pack:
    """A compiled policy pack (政策包); `raw` is the mapping that it was made from.

    `effective_*` bound the validity of the document, `opens_on`/`closes_on` the window in which it takes applications;
    None means that the text sets no bound. `pays_when` says in which cases there is a question of money at all.
    """

    code: str
    title: str
    summary: str
    benefit: str
    level: str
    region: str
    kind: str
    source: Mapping[str, Any]
    effective_from: date | None
    effective_to: date | None
    opens_on: date | None
    closes_on: date | None
    audience: str
    agencies: Mapping[str, str]
    period: str
    aftercare: str
    commitment: str
    aliases: tuple[str, ...]
    facts: Mapping[str, FactDef]
    derived: Mapping[str, Derived]
    rules: tuple[Rule, ...]
    amount_lines: tuple[AmountLine, ...]
    is_ceiling: "bool | Condition"
    shares: tuple[ShareSet, ...]
    materials: tuple[Material, ...]
    stages: tuple[Stage, ...]
    publicity: Publicity | None
    exports: tuple[Export, ...]
    ambiguities: tuple[Ambiguity, ...]
    golden: tuple[Golden, ...]
    raw: Mapping[str, Any]
    origin: str = ""
    materials_note: str = ""
    score: "ScoreSheet | None" = None
    ceiling: Ceiling | None = None
    pays_when: "Condition | None" = None
    instalments: tuple[InstalmentDef, ...] = ()
    results: tuple[str, ...] = ()
    recognition: Recognition | None = None
    same_as: str = ""
    related: tuple[str, ...] = ()
    excludes: tuple[Exclusion, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    industries: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    applicants: tuple[str, ...] = ()

    @cached_property
    def defaults(self) -> dict[str, Any]:
        """Return what stands in for facts that were not given."""
        return {name: fact.default for name, fact in self.facts.items() if fact.default is not None}

    @cached_property
    def formulas(self) -> "dict[str, Callable[[Scope], Any]]":
        """Return how each derived fact is worked out."""
        return {name: entry.value.run for name, entry in self.derived.items()}

    def __repr__(self) -> str:
        return f"<Pack {self.code} from {self.origin}>"
