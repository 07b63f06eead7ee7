use citl_rt::*;
use std::rc::Rc;

#[derive(Clone)]
pub struct Sly(Rc<SlyFields>);

pub struct SlyFields {
    owner: AttrSlot<List<Sly>>,
}

impl Sly {
    fn new(owner: &List<Sly>) -> Sly {
        let this = Sly(Rc::new(SlyFields { owner: AttrSlot::unset() }));
        this.init(owner);
        this
    }

    fn init(&self, owner: &List<Sly>) {
        self.0.owner.set(owner.clone());
    }

    fn eq(&self, _other: &Sly) -> Res<bool> {
        if self.0.owner.get("Sly", "owner").at(6)?.len() < 4 {
            self.0.owner.get("Sly", "owner").at(7)?.append(self.clone());
        }
        Ok(false)
    }
}

object!(Sly, "Sly", eq = eq);

static ORDER: Global<List<Int>> = Global::new();
static SEEN: Global<List<Int>> = Global::new();

fn key(n: Int) -> Res<Int> {
    if ORDER.get("order").at(19)?.len() < 5 {
        SEEN.get("seen").at(20)?.append(n.clone());
    }
    Ok(-n)
}

fn module_main() -> Res<()> {
    let items: List<Sly> = List::new();
    items.append(Sly::new(&items));
    items.append(Sly::new(&items));
    let found = items.contains(&Sly::new(&items)).at(15)?;
    print(&[&found, &items.len()], " ", "\n").at(15)?;
    ORDER.set(List::from(vec![Int::from(3), Int::from(1), Int::from(2)]));
    SEEN.set(List::new());
    let ordered = sorted_by_key(ORDER.value().iter().map(Ok), key, false).at(26)?;
    print(&[&ordered, &SEEN.value()], " ", "\n").at(26)?;
    for n in ORDER.value().iter() {
        if n == 1 {
            ORDER.value().append(Int::from(9));
        }
    }
    print(&[&ORDER.value()], " ", "\n").at(30)?;
    Ok(())
}

static MODULES: &[ModuleMeta] = &[ModuleMeta {
    file: "program.py",
    functions: &[(2, 3, "Sly.__init__"), (5, 8, "Sly.__eq__"), (18, 21, "key")],
}];

fn main() {
    start(MODULES, (3, 11), module_main)
}
