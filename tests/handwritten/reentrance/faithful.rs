use citl_rt::*;
use std::rc::Rc;

#[derive(Clone)]
struct Sly(Rc<SlyFields>);

struct SlyFields {
    owner: AttrSlot<List<Sly>>,
}

impl Sly {
    fn new(owner: &List<Sly>) -> Sly {
        let this = Sly(Rc::new(SlyFields { owner: AttrSlot::unset() }));
        this.0.owner.set(owner.clone());
        this
    }

    fn eq(&self, _other: &Sly) -> Res<bool> {
        if self.0.owner.get("Sly", "owner").at(6)?.len() < 4 {
            self.0.owner.get("Sly", "owner").at(7)?.append(self.clone());
        }
        Ok(false)
    }
}

impl Obj for Sly {
    fn type_name(&self) -> Str {
        Str::lit("Sly")
    }

    fn write_repr(&self, out: &mut String) -> Res<()> {
        write_default_repr(out, self.type_name(), "__main__", Rc::as_ptr(&self.0).cast::<()>() as usize)
    }

    fn py_eq(&self, other: &Sly) -> Res<bool> {
        self.eq(other)
    }

    fn is(&self, other: &Sly) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    fn to_value(&self) -> Value {
        unreachable!("a Sly is never dynamic here")
    }

    fn from_value(_: Value) -> Res<Sly> {
        unreachable!("a Sly is never dynamic here")
    }
}

static ORDER: Global<List<Int>> = Global::new();
static SEEN: Global<List<Int>> = Global::new();

fn key(n: Int) -> Res<Int> {
    if ORDER.get("order").at(18)?.len() < 5 {
        SEEN.get("seen").at(19)?.append(n.clone());
    }
    Ok(-&n)
}

fn module_main() -> Res<()> {
    let items: List<Sly> = List::new();
    items.append(Sly::new(&items));
    items.append(Sly::new(&items));
    let found = items.contains(&Sly::new(&items)).at(14)?;
    print(&[&found, &items.len()], " ", "\n").at(14)?;
    ORDER.set([3, 1, 2].map(Int::from).to_vec().into());
    SEEN.set(List::new());
    let ordered = sorted_by_key(ORDER.value().iter().map(Ok), key, false).at(25)?;
    print(&[&ordered, &SEEN.value()], " ", "\n").at(25)?;
    for n in ORDER.value().iter() {
        if n == 1 {
            ORDER.value().append(Int::from(9));
        }
    }
    print(&[&ORDER.value()], " ", "\n").at(29)?;
    Ok(())
}

static MODULES: &[ModuleMeta] =
    &[ModuleMeta { file: "program.py", functions: &[(2, 3, "__init__"), (5, 8, "__eq__"), (17, 20, "key")] }];

fn main() {
    start(MODULES, (3, 11), module_main)
}
