"""Methods of list, dict, set, frozenset, tuple and the views of a dict."""

LIST = """
append(x: T!) -> none                                        mutates
extend(xs: iter[T]!) -> none                                 mutates special
insert(i: index, x: T!) -> none                              mutates
pop() -> T                                                   mutates raises
pop(i: index) -> T                                           mutates raises rust=pop_at
remove(x: T) -> none                                         mutates raises
clear() -> none                                              mutates
index(x: T, start: index|none = None, stop: index|none = None) -> i64   raises
count(x: T) -> i64                                           raises
sort(*, key: fn(T)->R|none = None, reverse: bool = false) -> none        mutates special
reverse() -> none                                            mutates
copy() -> list[T]
"""

DICT = """
get(k: K) -> V|none                                          raises
get(k: K, d: D!) -> V|D                                      special
keys() -> keys[K,V]
values() -> values[K,V]
items() -> items[K,V]
pop(k: K) -> V                                               mutates raises
pop(k: K, d: D!) -> V|D                                      mutates special
popitem() -> (K, V)                                          mutates raises
popitem(last: bool) -> (K, V)                                mutates special
setdefault(k: K!, d: V!) -> V                                mutates raises
setdefault(k: K!) -> V|none                                  mutates special
update(other: dict[K,V]!) -> none                            mutates special
clear() -> none                                              mutates
copy() -> dict[K,V]
most_common(n: index|none = None) -> list[(K, V)]            raises
elements() -> iter[K]                                        raises
total() -> V                                                 raises
subtract(other: any) -> none                                 mutates special
move_to_end(k: K!, last: bool = true) -> none                mutates raises
"""

DEQUE = """
append(x: T!) -> none                                        mutates
appendleft(x: T!) -> none                                    mutates
pop() -> T                                                   mutates raises
popleft() -> T                                               mutates raises
extend(xs: iter[T]!) -> none                                 mutates special
extendleft(xs: iter[T]!) -> none                             mutates special
clear() -> none                                              mutates
copy() -> deque[T]
rotate(n: index = 1) -> none                                 mutates
reverse() -> none                                            mutates
insert(i: index, x: T!) -> none                              mutates raises
remove(x: T) -> none                                         mutates raises
index(x: T) -> i64                                           raises
count(x: T) -> i64                                           raises
"""

SET = """
add(x: T!) -> none                                           mutates raises
discard(x: T) -> none                                        mutates raises
remove(x: T) -> none                                         mutates raises
pop() -> T                                                   mutates raises
clear() -> none                                              mutates
copy() -> set[T]
update(xs: iter[T]!) -> none                                 mutates special
union(xs: iter[T]!) -> set[T]                                special
intersection(xs: iter[any]) -> set[T]                        special
difference(xs: iter[any]) -> set[T]                          special
symmetric_difference(xs: iter[T]!) -> set[T]                 special
intersection_update(xs: iter[any]) -> none                   mutates special
difference_update(xs: iter[any]) -> none                     mutates special
symmetric_difference_update(xs: iter[T]!) -> none            mutates special
issubset(xs: iter[any]) -> bool                              special
issuperset(xs: iter[any]) -> bool                            special
isdisjoint(xs: iter[any]) -> bool                            special
"""

VTUPLE = """
index(x: T, start: index|none = None, stop: index|none = None) -> i64   raises
count(x: T) -> i64                                           raises
"""

VIEW = """
isdisjoint(xs: iter[any]) -> bool                            special
"""

ITER = """
__next__() -> T                                              raises rust=next
"""
