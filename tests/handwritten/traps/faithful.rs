use citl_rt::*;
use std::rc::Rc;

#[derive(Clone)]
struct Point(Rc<PointFields>);

struct PointFields {
    x: AttrSlot<Int>,
}

impl Point {
    fn new(x: Int) -> Point {
        let this = Point(Rc::new(PointFields { x: AttrSlot::unset() }));
        this.0.x.set(x);
        this
    }
}

fn add(xs: &List<Int>) {
    xs.append(Int::from(1));
}

fn module_main() -> Res<()> {
    let rows = List::from(vec![List::from(vec![Int::from(0)]).repeat(3)]).repeat(3);
    rows.get(0).at(2)?.set(0, Int::from(1)).at(2)?;
    print(&[&rows], " ", "\n").at(3)?;
    let nested = List::from(vec![List::from(vec![Int::from(1)]), List::from(vec![Int::from(2)])]);
    let copied = nested.slice(None, None, None).at(6)?;
    copied.get(0).at(7)?.append(Int::from(9));
    print(&[&nested, &copied], " ", "\n").at(8)?;
    let p = Point::new(Int::from(1));
    let q = p.clone();
    q.0.x.set(Int::from(5));
    print(&[&p.0.x.get("Point", "x").at(19)?], " ", "\n").at(19)?;
    let a = List::from(vec![Int::from(0)]);
    add(&a);
    print(&[&a], " ", "\n").at(28)?;
    Ok(())
}

static MODULES: &[ModuleMeta] =
    &[ModuleMeta { file: "program.py", functions: &[(12, 13, "__init__"), (22, 23, "add")] }];

fn main() {
    start(MODULES, (3, 11), module_main)
}
