use citl_rt::*;
use std::rc::Rc;

static MISSING: ExcType = ExcType::new("Missing", Some("__main__"), Some(&EXCEPTION));

struct Missing {
    data: ExcData,
    name: AttrSlot<Str>,
}

impl Missing {
    fn new(name: Str) -> Exc {
        let this = Missing { data: ExcData::new(vec![name.to_value()]), name: AttrSlot::unset() };
        this.data.set_args(vec![name.to_value()]);
        this.name.set(name);
        Exc::from(Rc::new(this))
    }
}

impl ExcObject for Missing {
    fn class(&self) -> &'static ExcType {
        &MISSING
    }

    fn data(&self) -> &ExcData {
        &self.data
    }
}

fn find(table: &Dict<Str, Int>, name: &Str) -> Res<Int> {
    if !table.contains(name).at(8)? {
        return Err(Missing::new(name.clone()).raise()).at(9);
    }
    table.get_item(name).at(10)
}

fn module_main() -> Res<()> {
    let table = Dict::from_items([Ok((Str::lit("a"), Int::from(1)))].into_iter()).at(13)?;
    for name in List::from(vec![Str::lit("a"), Str::lit("b")]).iter() {
        let exit: Exit<()> = 'finally: {
            let outcome: Res<()> = 'body: {
                tri!('body, print(&[&tri!('body, find(&table, &name).at(16))], " ", "\n").at(16));
                Ok(())
            };
            if let Err(raised) = outcome {
                let Some(error) = raised.downcast::<Missing>() else {
                    break 'finally Exit::Raise(raised);
                };
                let missing = fin!('finally, error.name.get("Missing", "name").at(18));
                fin!('finally, print(&[&Str::lit("missing"), &missing, &raised.exc()], " ", "\n").at(18));
            }
            Exit::Next
        };
        print(&[&Str::lit("done"), &name], " ", "\n").at(20)?;
        if let Exit::Raise(error) = exit {
            return Err(error);
        }
    }
    let outcome: Res<()> = 'body: {
        let number = tri!('body, parse_int(&Str::lit("x1"), 10).at(22));
        tri!('body, print(&[&number], " ", "\n").at(22));
        Ok(())
    };
    if let Err(raised) = outcome {
        if !raised.matches(&VALUE_ERROR) && !raised.matches(&KEY_ERROR) {
            return Err(raised);
        }
        let error = raised.exc();
        print(&[&error.type_name(), &error], " ", "\n").at(24)?;
    }
    Ok(())
}

static MODULES: &[ModuleMeta] = &[ModuleMeta { file: "program.py", functions: &[(2, 4, "__init__"), (7, 10, "find")] }];

fn main() {
    start(MODULES, (3, 11), module_main)
}
