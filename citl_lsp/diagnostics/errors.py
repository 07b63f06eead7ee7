"""rustc's error codes in Python words: data only.

Each code has variants, tried in order; the first one whose patterns match and whose placeholders are all known speaks.
The last variant of a code has no conditions. Placeholders:

- `{name}`: the variable that the message is about, as Python writes it; `{here}`: the Python text of the place
- `{where}`: `on line 3`, of the span whose label `at` matches; `{taker}`: the call that this span stands in
- `{type1}`, `{type2}`: groups of `message` or `label`, as Python types; `{trait}`: such a group as an ability
- `{what}`: such a group as it is; `{member}`: the same, if it is a word of the Python line

*refusal*: an idiomatic choice met rustc's rules; there is always a form that compiles. *defect*: no Python can cause
it, the translator wrote something wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["refusal", "defect"]

_T1, _T2 = r"`(?P<type1>[^`]+)`", r"`(?P<type2>[^`]+)`"
_EXPECTED = (
    r"expected (?:`(?P<type1>[^`]+)`|(?P<type1b>[a-z][a-z -]*?)), "
    r"found (?:`(?P<type2>[^`]+)`|(?P<type2b>[a-z][a-z -]*))$"
)


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to say it, and when."""

    text: str
    message: str | None = None
    """Must be found in the compiler's message."""
    label: str | None = None
    """Must be found in the label of a primary span."""
    at: str | None = None
    """Must be found in the label of some span, which then gives `{where}` and `{taker}`."""
    same_type: bool | None = None
    """Whether `type1` and `type2` are the same Python type."""
    in_loop: bool = False
    """What was borrowed is used again at the very place where it was borrowed: a loop's iterator."""
    kind: Kind | None = None
    """Other than the code's own."""


@dataclass(frozen=True, slots=True)
class ErrorWording:
    code: str
    kind: Kind
    variants: tuple[Variant, ...]


def _refusal(code: str, *variants: Variant | str) -> ErrorWording:
    return ErrorWording(code, "refusal", tuple(Variant(v) if isinstance(v, str) else v for v in variants))


def _defect(code: str, text: str) -> ErrorWording:
    return ErrorWording(code, "defect", (Variant(text),))


_MOVED = r"moved here|moved due to this|moved into closure"
_NOT_MUT = r"not declared as mutable|immutable variable|immutable argument|immutable in match guard"
_TWO_FORMS = Variant(
    "two forms of `{type1}` meet here, one owned and one only lent, or of different widths",
    label=_EXPECTED,
    same_type=True,
)

_TYPES = (
    _refusal(
        "E0308",
        Variant(
            "the two branches give different types: {type1} and {type2}", message="`if` and `else`", label=_EXPECTED
        ),
        Variant("the branches give different types: {type1} and {type2}", message="`match` arms", label=_EXPECTED),
        _TWO_FORMS,
        Variant("{type1} is expected here, but `{here}` is {type2}", label=_EXPECTED, same_type=False),
        Variant(
            "this has another number of elements than the names it is unpacked into", label="expected a tuple with"
        ),
        "the type of `{here}` is not the one that is expected here",
        "the type of this value is not the one that is expected here",
    ),
    _refusal(
        "E0317",
        Variant("without an `else` this gives nothing in one case, where {type1} is expected", label=_EXPECTED),
        "without an `else` this gives nothing in one case",
    ),
    _refusal(
        "E0277",
        Variant("{type1} and {type2} can't be added in this form", message=rf"cannot add {_T2} to {_T1}"),
        Variant("{type2} can't be subtracted from {type1} in this form", message=rf"cannot subtract {_T2} from {_T1}"),
        Variant("{type1} and {type2} can't be multiplied in this form", message=rf"cannot multiply {_T1} by {_T2}"),
        Variant("{type1} can't be divided by {type2} in this form", message=rf"cannot divide {_T1} by {_T2}"),
        Variant(
            "`%` of {type1} and {type2} has no fixed form",
            message=rf"cannot calculate (?:and assign )?the remainder of {_T1} divided by {_T2}",
        ),
        Variant("{type1} and {type2} can't be combined in this form", message=rf"no implementation for {_T1} .* {_T2}"),
        Variant("{type1} can't be compared with {type2} in this form", message=rf"can't compare {_T1} with {_T2}"),
        Variant("a text can't be indexed by position in this form", message=r"the type `str` cannot be indexed"),
        Variant("{type1} can't be indexed by {type2} in this form", message=rf"type {_T1} cannot be indexed by {_T2}"),
        Variant("{type1} can't be looped over in this form", message=rf"^{_T1} is not an iterator"),
        Variant(
            "the elements collected here are {type2}, but {type1} is expected",
            message=rf"value of type {_T1} cannot be (?:built|made by \w+ an iterator)\D*over elements of type {_T2}",
        ),
        Variant(
            "the elements here are {type2}, which can't be added up to {type1} in this form",
            message=rf"value of type {_T1} cannot be made by .* over elements of type {_T2}",
        ),
        Variant(
            "{type1} can't be printed in this form",
            message=rf"^{_T1} doesn't implement `(?:std::fmt::)?(?:Display|Debug)`",
        ),
        Variant(
            "{type1} can't go to another thread in this form",
            message=rf"^{_T1} cannot be (?:sent|shared) between threads",
        ),
        Variant(
            "an exception can leave this place, but the function was written as one that can't fail",
            message=r"^the `\?` operator",
        ),
        Variant(
            "an exception of another class can leave this place than the function was written for",
            message=r"^`\?` couldn't convert",
        ),
        Variant("{type1} has no fixed size in this form", message=rf"size for values of type {_T1}"),
        Variant("{type1} can't {trait}", message=r"trait bound `(?P<type1>.+): (?P<trait>[\w:<>]+)` is not satisfied"),
        "`{here}` is of a type that can't do this",
        "this value is of a type that can't do this",
    ),
    _refusal("E0271", "the elements produced here are of another type than is expected"),
    _refusal(
        "E0282",
        "the type of `{name}` can't be told from how it is used; an annotation would say it",
        "the type of this value can't be told from how it is used; an annotation would say it",
    ),
    _refusal(
        "E0283",
        "the type of `{name}` can't be told from how it is used; an annotation would say it",
        "the type of this value can't be told from how it is used; an annotation would say it",
    ),
    _refusal(
        "E0284",
        "the type of `{name}` can't be told from how it is used; an annotation would say it",
        "the type of this value can't be told from how it is used; an annotation would say it",
    ),
    _refusal(
        "E0369",
        Variant(
            "`{what}` is not defined for {type1}",
            message=rf"binary operation `(?P<what>[^`]+)` cannot be applied to type {_T1}",
        ),
        Variant("{type1} and {type2} can't be added in this form", message=rf"cannot add {_T2} to {_T1}"),
        Variant("{type2} can't be subtracted from {type1} in this form", message=rf"cannot subtract {_T2} from {_T1}"),
        Variant("{type1} and {type2} can't be multiplied in this form", message=rf"cannot multiply {_T1} by {_T2}"),
        Variant("{type1} can't be divided by {type2} in this form", message=rf"cannot divide {_T1} by {_T2}"),
        "this operator is not defined for these types",
    ),
    _refusal(
        "E0368",
        Variant(
            "`{what}` is not defined for {type1}",
            message=rf"operation `(?P<what>[^`]+)` cannot be applied to type {_T1}",
        ),
        "this operator is not defined for these types",
    ),
    _refusal(
        "E0600",
        Variant(
            "unary `{what}` is not defined for {type1}", message=rf"unary operator `(?P<what>[^`!]+)` to type {_T1}"
        ),
        Variant("`not` has no fixed form for {type1}", message=rf"unary operator `!` to type {_T1}"),
        "this operator is not defined for this type",
    ),
    _refusal(
        "E0599",
        Variant(
            "{type1} has no `{member}`", message=r"named `(?P<member>\w+)` found for \w+(?: \w+)*? `(?P<type1>[^`]+)`"
        ),
        Variant("{type1} can't do this with elements of this type", message=rf"exists for \w+(?: \w+)*? {_T1}"),
        Variant("{type1} can't do this", message=rf"found for \w+(?: \w+)*? {_T1}"),
        "this type can't do this",
    ),
    _refusal("E0604", "only a number from 0 to 255 becomes a character in this form"),
    _refusal(
        "E0605",
        Variant("{type1} can't be turned into {type2} like this", message=rf"cast: {_T1} as {_T2}"),
        "this conversion doesn't exist",
    ),
    _refusal(
        "E0606",
        Variant("{type1} can't be turned into {type2} like this", message=rf"casting {_T1} as {_T2}"),
        "this conversion doesn't exist",
    ),
    _refusal("E0607", "this conversion doesn't exist"),
    _refusal(
        "E0608", Variant("{type1} can't be indexed", message=rf"value of type {_T1}"), "this value can't be indexed"
    ),
    _refusal(
        "E0609",
        Variant("{type1} has no attribute `{member}`", message=rf"no field `(?P<member>\w+)` on type {_T1}"),
        Variant("{type1} has no such attribute", message=rf"on type {_T1}"),
        "there is no such attribute",
    ),
    _refusal(
        "E0610", Variant("{type1} has no attributes in this form", message=rf"^{_T1}"), "this value has no attributes"
    ),
    _refusal(
        "E0614",
        Variant("{type1} is used as if it were lent here", message=rf"type {_T1}"),
        "this value is used as if it were lent",
    ),
    _refusal(
        "E0615",
        "`{here}` is a method: it is used here without being called",
        "a method is used here without being called",
    ),
    _refusal(
        "E0618",
        Variant("`{here}` is {type1}, which can't be called", message=rf"found {_T1}"),
        "this value can't be called",
    ),
    _refusal("E0061", "the number of arguments in this call is not the one that the function takes"),
    _refusal("E0057", "the number of arguments in this call is not the one that the function takes"),
    _refusal("E0631", "the function given here takes other types than it is called with"),
    _refusal("E0593", "the function given here takes another number of arguments than it is called with"),
    _refusal("E0689", "the type of this number can't be told from how it is used"),
    _refusal(
        "E0053",
        "`{here}` has other types than the method that it overrides",
        "this method has other types than the one that it overrides",
    ),
    _refusal("E0050", "this method takes another number of arguments than the one that it overrides"),
    _refusal(
        "E0046",
        Variant("`{what}` is missing: the class has to define it", message=r"missing: `(?P<what>\w+)`"),
        "a method is missing",
    ),
    _refusal("E0038", "this method can't be overridden in its present form"),
    _refusal(
        "E0063",
        Variant("`{what}` is not given a value when the object is made", message=r"field `(?P<what>\w+)`"),
        "an attribute is not given a value when the object is made",
    ),
    _refusal(
        "E0072",
        Variant("`{what}` contains itself directly", message=r"type `(?P<what>\w+)`"),
        "this type contains itself directly",
    ),
    _refusal("E0204", "objects of this class can't be copied implicitly: an attribute of theirs can't"),
)

_BORROWS = (
    _refusal(
        "E0382",
        Variant(
            "`{name}` is given away in one round of the loop, and the next round needs it again",
            at="previous iteration of loop",
        ),
        Variant("`{name}` is used after the loop {where} used it up", at=r"implicit call to `\.into_iter\(\)`"),
        Variant("`{name}` is used after the function made {where} took it over", at="moved into closure"),
        Variant("`{name}` is used after a part of it was taken away {where}", at="partially moved here"),
        Variant("`{name}` is used after `{taker}()` took it {where}", at=_MOVED),
        Variant("`{name}` is used after it was given away {where}", at=_MOVED),
        "`{name}` is used after it was given away",
        "this value is used after it was given away",
    ),
    _refusal(
        "E0381",
        Variant("`{name}` may have no value here: the condition {where} can be false", at="condition is `false`"),
        "`{name}` may have no value here",
        "this name may have no value here",
    ),
    ErrorWording(
        "E0384",
        "defect",
        (Variant("`{name}` gets a second value but was written as a constant"), Variant("second value")),
    ),
    _refusal(
        "E0499",
        Variant(
            "a part of `{name}` is held for changing, and the next round of the loop takes it again",
            label="previous iteration of the loop",
        ),
        Variant(
            "two names would change `{name}` at the same time; the other one was made {where}",
            at=r"first (?:mutable )?borrow occurs",
        ),
        "two names would change `{name}` at the same time",
        "two names would change this value at the same time",
    ),
    _refusal(
        "E0500",
        Variant(
            "the function made here uses `{name}`, which something taken {where} still holds", at="borrow occurs here"
        ),
        "the function made here uses something that is still held elsewhere",
    ),
    _refusal(
        "E0501",
        "`{name}` is used here while a function that changes it still lives",
        "a function that changes this value still lives",
    ),
    _refusal(
        "E0502",
        Variant(
            "`{name}` is changed while the loop {where} still goes through it",
            message="as mutable because",
            at="^immutable borrow occurs",
            in_loop=True,
        ),
        Variant(
            "`{name}` is changed while something taken from it {where} is still in use",
            message="as mutable because",
            at="^immutable borrow occurs",
        ),
        Variant(
            "`{name}` is read while something taken from it for changing {where} is still in use",
            at="^mutable borrow occurs",
        ),
        "`{name}` is read and changed at the same time",
        "this value is read and changed at the same time",
    ),
    _refusal(
        "E0503",
        Variant(
            "`{name}` is read while something taken from it for changing {where} is still in use", at="is borrowed here"
        ),
        "`{name}` is read while it is being changed",
        "this value is read while it is being changed",
    ),
    _refusal(
        "E0505",
        Variant(
            "`{name}` is given away while something taken from it {where} is still in use",
            at=r"^borrow of|borrow occurs",
        ),
        "`{name}` is given away while something taken from it is still in use",
        "this value is given away while something taken from it is still in use",
    ),
    _refusal(
        "E0506",
        Variant(
            "`{name}` gets a new value while something taken from the old one {where} is still in use",
            at="is borrowed here",
        ),
        "`{name}` gets a new value while something taken from the old one is still in use",
        "this gets a new value while something taken from the old one is still in use",
    ),
    _refusal(
        "E0507",
        Variant(
            "an element would have to leave its container: a copy or a shared form is needed", message="out of index of"
        ),
        Variant("`{name}` is shared and can't be taken out of its holders", message=r"out of an `(?:Rc|Arc)`"),
        Variant(
            "the function made here would give `{name}` away each time that it is called",
            message="captured variable in",
        ),
        "`{name}` would have to leave the object that holds it: a copy or a shared form is needed",
        "this value would have to leave the object that holds it: a copy or a shared form is needed",
    ),
    _refusal("E0508", "an element would have to leave its container: a copy or a shared form is needed"),
    _refusal("E0509", "an attribute would have to leave an object that cleans up after itself"),
    _refusal(
        "E0510",
        "`{name}` is changed while a case is being chosen by it",
        "this is changed while a case is being chosen by it",
    ),
    _refusal(
        "E0515",
        Variant(
            "the result refers to `{what}`, which exists only inside this function",
            message=r"local (?:variable|binding) `(?P<what>\w+)`",
        ),
        Variant(
            "the result refers to argument `{what}`, which ends with this function",
            message=r"function parameter `(?P<what>\w+)`",
        ),
        "the result refers to a value that exists only inside this function",
    ),
    _refusal(
        "E0716",
        "`{here}` is gone at the end of the statement, but what was taken from it is used later",
        "this value is gone at the end of the statement, but what was taken from it is used later",
    ),
    _refusal(
        "E0597",
        Variant(
            "`{what}` is gone before what refers to it is used for the last time", message=r"^`(?P<what>\w+)` does not"
        ),
        "this value is gone before what refers to it is used for the last time",
    ),
    _refusal("E0713", "this value is gone before what refers to it is used for the last time"),
    _refusal(
        "E0521",
        Variant(
            "`{what}` was only lent to this function, but goes on being used after it", label=r"`(?P<what>\w+)` escapes"
        ),
        "a value that was only lent to this function goes on being used after it",
    ),
    _refusal(
        "E0373",
        Variant(
            "the function made here may live longer than `{what}`, which it uses", message=r"borrows `(?P<what>[\w.]+)`"
        ),
        "the function made here may live longer than what it uses",
    ),
    _refusal(
        "E0524",
        "two functions that change `{name}` live at the same time",
        "two functions that change the same value live at the same time",
    ),
    _refusal("E0525", "the function made here can be called only once: it gives away something that it uses"),
    _refusal(
        "E0594",
        Variant("`{name}` is changed but was written as a constant", message=_NOT_MUT, kind="defect"),
        "`{name}` is changed here, but was only lent for reading",
        "this is changed here, but was only lent for reading",
    ),
    _refusal(
        "E0596",
        Variant("`{name}` is changed but was written as a constant", message=_NOT_MUT, kind="defect"),
        Variant(
            "`{name}` is shared between several names and can't be changed in this form",
            message=r"data in an `(?:Rc|Arc)`",
        ),
        "`{name}` is changed here, but was only lent for reading",
        "this is changed here, but was only lent for reading",
    ),
    _refusal("E0106", "the result may come from more than one argument: it has to be said from which"),
    _refusal("E0621", "the result may also come from `{here}`", "the result may also come from this argument"),
    _refusal("E0495", "the result may come from more than one argument: it has to be said from which"),
    _refusal("E0623", "the result may come from more than one argument: it has to be said from which"),
    _refusal("E0310", "this value may hold something that was only lent"),
    _refusal("E0309", "this value may hold something that was only lent"),
    _refusal("E0700", "the function made here holds something that was only lent"),
    _refusal("E0712", "this value is gone before what refers to it is used for the last time"),
    _refusal("E0080", "this constant can't be calculated"),
)

_DEFECTS = (
    _defect("E0004", "a case is missing"),
    _defect("E0005", "a pattern that may not match"),
    _defect("E0015", "a call in a constant"),
    _defect("E0023", "a pattern with the wrong number of parts"),
    _defect("E0026", "a pattern with an unknown field"),
    _defect("E0027", "a pattern without all fields"),
    _defect("E0040", "an explicit destructor call"),
    _defect("E0054", "a cast to bool"),
    _defect("E0060", "too few arguments for a variadic function"),
    _defect("E0067", "an assignment to something that is no place"),
    _defect("E0070", "an assignment to something that is no place"),
    _defect("E0107", "a wrong number of generic arguments"),
    _defect("E0116", "methods for a foreign type"),
    _defect("E0117", "a foreign trait for a foreign type"),
    _defect("E0119", "two implementations of one trait"),
    _defect("E0124", "one field twice"),
    _defect("E0128", "a generic default used too early"),
    _defect("E0133", "unsafe code outside of `unsafe`"),
    _defect("E0184", "`Copy` and a destructor"),
    _defect("E0186", "a method with and without self"),
    _defect("E0191", "an associated type is missing"),
    _defect("E0195", "lifetimes that don't match the trait's"),
    _defect("E0200", "a safe implementation of an unsafe trait"),
    _defect("E0201", "one method twice"),
    _defect("E0207", "an unused type parameter of an implementation"),
    _defect("E0220", "an unknown associated type"),
    _defect("E0223", "an ambiguous associated type"),
    _defect("E0252", "one name imported twice"),
    _defect("E0255", "an import with the name of an item"),
    _defect("E0261", "an undeclared lifetime"),
    _defect("E0263", "a lifetime declared twice"),
    _defect("E0267", "`break` inside of a closure"),
    _defect("E0268", "`break` outside of a loop"),
    _defect("E0275", "an endless chain of requirements"),
    _defect("E0276", "a method with stricter requirements than its trait"),
    _defect("E0364", "a private re-export"),
    _defect("E0365", "a private re-export"),
    _defect("E0379", "a constant function in a trait"),
    _defect("E0391", "a definition that needs itself"),
    _defect("E0392", "an unused type parameter"),
    _defect("E0403", "a generic parameter twice"),
    _defect("E0404", "something that is no trait"),
    _defect("E0405", "an unknown trait"),
    _defect("E0407", "a method that the trait doesn't have"),
    _defect("E0408", "a name that isn't in all alternatives of a pattern"),
    _defect("E0412", "an unknown type"),
    _defect("E0415", "one parameter twice"),
    _defect("E0416", "one name twice in a pattern"),
    _defect("E0423", "a type used as a value"),
    _defect("E0424", "self outside of a method"),
    _defect("E0425", "an unknown name"),
    _defect("E0426", "an unknown label"),
    _defect("E0428", "two items of one name"),
    _defect("E0429", "a faulty import"),
    _defect("E0430", "a faulty import"),
    _defect("E0432", "an unknown import"),
    _defect("E0433", "an unknown path"),
    _defect("E0434", "a function that uses its surroundings"),
    _defect("E0435", "a variable where a constant is needed"),
    _defect("E0449", "a visibility where none may be"),
    _defect("E0451", "a private field"),
    _defect("E0493", "a destructor in a constant"),
    _defect("E0530", "a pattern that hides an item"),
    _defect("E0531", "an unknown pattern"),
    _defect("E0532", "a pattern that is none"),
    _defect("E0559", "an unknown field of a variant"),
    _defect("E0560", "an unknown field"),
    _defect("E0562", "`impl Trait` where it may not be"),
    _defect("E0565", "a faulty attribute"),
    _defect("E0571", "`break` with a value from a loop that gives none"),
    _defect("E0572", "`return` outside of a function"),
    _defect("E0573", "something that is no type"),
    _defect("E0574", "something that is no struct"),
    _defect("E0580", "a faulty main function"),
    _defect("E0583", "a missing file"),
    _defect("E0592", "one method twice"),
    _defect("E0601", "no main function"),
    _defect("E0603", "a private item"),
    _defect("E0616", "a private field"),
    _defect("E0620", "a cast to an unsized type"),
    _defect("E0624", "a private method"),
    _defect("E0658", "an unstable feature"),
    _defect("E0659", "an ambiguous name"),
    _defect("E0695", "an unlabelled `break` in a labelled block"),
    _defect("E0703", "an unknown calling convention"),
    _defect("E0728", "`await` outside of an async function"),
    _defect("E0746", "an unsized result"),
    _defect("E0765", "an unterminated string"),
    _defect("E0782", "a trait used as a type"),
)

LIFETIME = ErrorWording(
    "lifetime", "refusal", (Variant("the result may come from more than one argument: it has to be said from which"),)
)
"""`lifetime may not live long enough`, which has no code."""

ERRORS: dict[str, ErrorWording] = {wording.code: wording for wording in (*_TYPES, *_BORROWS, *_DEFECTS)}
