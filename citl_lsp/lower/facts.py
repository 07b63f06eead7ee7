"""Facts about the program that lowering a function asks for: attributes, statics, which class is an exception."""

from __future__ import annotations

from citl_lsp.analysis.construction import always_set
from citl_lsp.analysis.ranges import Ranges
from citl_lsp.decisions.choose import Chooser
from citl_lsp.decisions.model import Policy
from citl_lsp.lower.context import GlobalSlot, ProgramContext
from citl_lsp.lower.literals import DEFAULT_VALUES
from citl_lsp.lower.names import CAMEL, constant_name, exception_static, member_name
from citl_lsp.lower.solved import Solved
from citl_lsp.types.program import ClassInfo, FunctionInfo, ModuleInfo


class ProgramFacts(ProgramContext):
    """What is derived from the solved program on demand, and kept."""

    def __init__(self, solved: Solved, policy: Policy, chooser: Chooser) -> None:
        self.version = policy.python_version
        self._ranges: dict[FunctionInfo, Ranges] = {}
        self.class_slots: dict[tuple[ClassInfo, str], GlobalSlot] = {}
        self.class_bodies: dict[ClassInfo, str] = {}
        self._set: dict[ClassInfo, frozenset[str]] = {}
        super().__init__(solved, policy, chooser)
        self.functions_by_key = {info.key: info for info in self.program.functions.values()}
        self.classes_by_key = {c.key: c for module in self.program.modules.values() for c in module.classes.values()}

    def ranges(self, info: FunctionInfo) -> Ranges:
        """The bounds of the function's integers. Not kept with the solved program, since literals take part."""
        found = self._ranges.get(info)
        if found is None:
            found = self._ranges[info] = Ranges(self.program, info)
        return found

    def is_exception(self, cls: ClassInfo) -> bool:
        """Whether the class derives from a builtin exception."""
        return any(c.exception_base for c in cls.ancestors())

    def exception_static(self, name: str) -> str:
        """The runtime's static for a builtin exception class."""
        return exception_static(name)

    def class_static(self, cls: ClassInfo) -> str:
        """The static that describes a user's exception class."""
        return "TYPE_" + CAMEL.sub("_", self.class_names[cls]).upper()

    def class_pairs(self, pairs: list[tuple[ClassInfo, ClassInfo]]) -> str:
        """A pattern that matches the tags of two objects of a hierarchy."""
        tag = f"{self.class_names[pairs[0][0].root()]}Class"
        return " | ".join(f"({tag}::{self.class_names[a]}, {tag}::{self.class_names[b]})" for a, b in pairs)

    def has_tag(self, root: ClassInfo) -> bool:
        """Whether instances must remember which class of the hierarchy they are of."""
        return bool(root.root().subclasses)

    def has_field(self, root: ClassInfo, name: str) -> bool:
        """Whether instances store the attribute."""
        return name in root.attributes and any(name in stored for stored in self._stored(root))

    def _stored(self, root: ClassInfo) -> list[set[str]]:
        return [self.stored_attributes(root)]

    def stored_attributes(self, root: ClassInfo) -> set[str]:
        """Instance attributes that some code assigns, and those that nothing could provide."""
        return {n for n in root.attributes if n in root.root().written or n not in self._class_values(root)}

    def _class_values(self, root: ClassInfo) -> set[str]:
        return {n for c in root.descendants() for n in c.class_values}

    def field_name(self, root: ClassInfo, name: str) -> str:
        """Rust field of an attribute."""
        return member_name(name)

    def always_set(self, root: ClassInfo, name: str) -> bool:
        """Whether the attribute is set by every constructor before anything else can see the object."""
        known = self._set.get(root)
        if known is None:
            made = [always_set(cls) for cls in root.descendants() if cls.instantiated]
            known = self._set[root] = frozenset(set.intersection(*made)) if made else frozenset()
        return name in known

    def is_plain_field(self, root: ClassInfo, name: str) -> bool:
        """Whether the attribute is stored as it is: it is always set, and until then anything may stand there."""
        kind = self.reps.of(root.attributes[name]).kind
        return kind in DEFAULT_VALUES and self.always_set(root, name) and not self.is_exception(root)

    def path_of(self, info: FunctionInfo, module: ModuleInfo) -> str:
        """Rust path of a free function."""
        return self.function_names[info]

    def default_slot(self, info: FunctionInfo, i: int) -> GlobalSlot:
        """The static that holds the default of a parameter."""
        slot = self.default_slots.get((info, i))
        if slot is None:
            stem = f"{self.function_names[info]}_{info.function.params[i].var.name}_default"
            default = info.defaults[i]
            assert default is not None
            name = info.function.params[i].var.name
            slot = GlobalSlot(self.items.take(constant_name(stem)), self.reps.of(default), name)
            self.default_slots[info, i] = slot
        self.asked_slot("default", info.key, i, slot.rust)
        return slot

    def class_slot(self, cls: ClassInfo, name: str) -> GlobalSlot:
        """The static that holds a class attribute."""
        slot = self.class_slots.get((cls, name))
        if slot is None:
            rust = self.items.take(constant_name(f"{cls.name}_{name}"))
            slot = GlobalSlot(rust, self.reps.of(cls.class_values[name]), name)
            self.class_slots[cls, name] = slot
        self.asked_slot("attribute", cls.key, name, slot.rust)
        return slot

    def class_body_key(self, cls: ClassInfo) -> str:
        """Key of the function that runs the class body."""
        return f"{cls.key}.<body>"

    def class_body_name(self, cls: ClassInfo) -> str:
        """Name of that function."""
        name = self.class_bodies.get(cls)
        if name is None:
            name = self.class_bodies[cls] = self.items.take(f"{cls.name.lower()}_class_body")
        self.asked_slot("body", cls.key, "", name)
        return name
