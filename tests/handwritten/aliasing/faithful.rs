use citl_rt::*;

fn add(xs: &List<Int>) {
    xs.append(Int::from(1));
}

fn module_main() -> Res<()> {
    let a = List::from(vec![Int::from(0)]);
    let b = a.clone();
    add(&a);
    print(&[&a, &b, &a.is(&b)], " ", "\n").at(8)?;
    Ok(())
}

static MODULES: &[ModuleMeta] = &[ModuleMeta { file: "program.py", functions: &[(1, 2, "add")] }];

fn main() {
    start(MODULES, (3, 11), module_main)
}
