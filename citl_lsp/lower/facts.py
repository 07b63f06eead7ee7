"""Facts about the program that lowering a function asks for: attributes, statics, which class is an exception."""

from __future__ import annotations

from citl_lsp.analysis.ranges import raw_variables
from citl_lsp.decisions.choose import Chooser
from citl_lsp.decisions.model import Policy
from citl_lsp.ir import nodes as ir
from citl_lsp.ir.walk import all_mentions, child_nodes
from citl_lsp.lower.context import GlobalSlot, ProgramContext
from citl_lsp.lower.names import CAMEL, constant_name, exception_static, member_name
from citl_lsp.lower.solved import Solved
from citl_lsp.types.program import ClassInfo, FunctionInfo, ModuleInfo


class ProgramFacts(ProgramContext):
    """What is derived from the solved program on demand, and kept."""

    def __init__(self, solved: Solved, policy: Policy, chooser: Chooser) -> None:
        self.version = policy.python_version
        self._raw = solved.raw
        self.class_slots: dict[tuple[ClassInfo, str], GlobalSlot] = {}
        self.class_bodies: dict[ClassInfo, str] = {}
        super().__init__(solved, policy, chooser)
        self.functions_by_key = {info.key: info for info in self.program.functions.values()}
        self.classes_by_key = {c.key: c for module in self.program.modules.values() for c in module.classes.values()}

    def raw_variables(self, info: FunctionInfo) -> frozenset[ir.Variable]:
        """Local integers that provably fit an `i64`."""
        found = self._raw.get(info)
        if found is None:
            found = self._raw[info] = raw_variables(info)
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
        for cls in root.descendants():
            if not cls.instantiated:
                continue
            init = cls.find_method("__init__")
            if init is None or name not in _set_first(init):
                return False
        return True

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


def _set_first(init: FunctionInfo) -> set[str]:
    """Attributes that `__init__` sets, unconditionally, before `self` can be seen by anything else."""
    if not init.function.params:
        return set()
    this = init.function.params[0].var
    found: set[str] = set()
    for stmt in init.function.body:
        if isinstance(stmt, ir.ExprStmt) and isinstance(stmt.value, ir.Const):
            continue
        if isinstance(stmt, (ir.If, ir.For, ir.While, ir.Try, ir.FunctionStmt)):
            if any(v is this for v, _ in all_mentions([stmt])) or isinstance(stmt, ir.Try):
                break
            continue
        if isinstance(stmt, ir.Assign):
            if _escapes(stmt.value, this):
                break
            for target in stmt.targets:
                if isinstance(target, ir.TargetAttr) and isinstance(target.obj, ir.Local) and target.obj.var is this:
                    found.add(target.name)
            continue
        if any(v is this for v, _ in all_mentions([stmt])):
            break
    return found


def _escapes(e: ir.Node, this: ir.Variable) -> bool:
    """Whether `this` is used in `e` other than by reading its attributes."""
    if isinstance(e, ir.Local):
        return e.var is this
    if isinstance(e, ir.Attr) and isinstance(e.obj, ir.Local):
        return False
    if isinstance(e, ir.Call) and isinstance(e.func, ir.Attr) and isinstance(e.func.obj, ir.Local):
        return e.func.obj.var is this or any(_escapes(a, this) for a in e.args)
    if isinstance(e, ir.Lambda):
        return this in e.function.captures
    return any(_escapes(c, this) for c in child_nodes(e) if isinstance(c, (ir.Expr, ir.Keyword, ir.CompFor)))
