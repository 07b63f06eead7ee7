use citl_rt::*;

fn module_main() -> Res<()> {
    let ages = Dict::new();
    ages.set_item(Str::lit("bob"), Int::from(3)).at(1)?;
    ages.set_item(Str::lit("al"), Int::from(5)).at(1)?;
    ages.set_item(Str::lit("cy"), Int::from(1)).at(2)?;
    ages.del_item(&Str::lit("bob")).at(3)?;
    ages.set_item(Str::lit("bob"), Int::from(9)).at(4)?;
    for item in ages.items_iter() {
        let (name, age) = item.at(5)?;
        print(&[&name, &age], " ", "\n").at(6)?;
    }
    let numbers: Set<Int> = Set::from_constants([33, 1, 16, 8, 64].map(Int::from).to_vec()).at(7)?;
    let others: Set<Int> = Set::from_iter_try([5, 3, 99, 17, 8].into_iter().map(|n| Ok(Int::from(n)))).at(8)?;
    print(&[&numbers, &List::from_iter_try(others.iter()).at(8)?], " ", "\n").at(8)?;
    numbers.add(Int::from(2)).at(9)?;
    numbers.discard(&Int::from(16)).at(10)?;
    let ordered = sorted(numbers.iter(), false).at(11)?;
    print(&[&ordered, &List::from_iter_try(numbers.iter()).at(11)?], " ", "\n").at(11)?;
    Ok(())
}

static MODULES: &[ModuleMeta] = &[ModuleMeta { file: "program.py", functions: &[] }];

fn main() {
    start(MODULES, (3, 11), module_main)
}
