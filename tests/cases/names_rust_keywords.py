def match(type, fn, loop=1):
    move = type + fn
    ref, mut = move, loop
    return ref * mut


class box:
    def __init__(self, impl, dyn):
        self.impl = impl
        self.crate = dyn
        self.self_ = impl

    def use(self, where):
        let = self.impl + where
        return let

    def mod(self):
        return self.crate


struct = match(1, 2, loop=3)
enum = [struct for pub in range(2)]
trait, unsafe, extern, static, const, super_ = 1, 2, 3, 4, 5, 6
print(struct, enum, trait + unsafe + extern + static + const + super_)
b = box(dyn="d", impl=4)
print(b.use(where=5), b.mod(), b.crate)
try_ = yield_ = abstract = become = final = override = priv = typeof = unsized = virtual = macro = union = auto = 7
print(try_ + yield_ + abstract + become + final + override + priv + typeof + unsized + virtual + macro + union + auto)
