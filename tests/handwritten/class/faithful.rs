use citl_rt::*;
use std::rc::Rc;

#[derive(Clone)]
struct Animal(Rc<AnimalFields>);

struct AnimalFields {
    class: AnimalClass,
    name: AttrSlot<Str>,
}

#[derive(Clone, Copy, PartialEq)]
enum AnimalClass {
    Animal,
    Dog,
}

impl Animal {
    fn new(class: AnimalClass, name: Str) -> Animal {
        let this = Animal(Rc::new(AnimalFields { class, name: AttrSlot::unset() }));
        this.init(name);
        this
    }

    fn init(&self, name: Str) {
        self.0.name.set(name);
    }

    fn speak(&self) -> Str {
        match self.0.class {
            AnimalClass::Animal => Str::lit("..."),
            AnimalClass::Dog => Str::lit("woof"),
        }
    }

    fn str(&self) -> Res<Str> {
        let mut text = String::new();
        self.0.name.get("Animal", "name").at(9)?.write_str(&mut text).at(9)?;
        text.push_str(" says ");
        self.speak().write_str(&mut text).at(9)?;
        Ok(Str::from(text))
    }
}

impl Obj for Animal {
    fn type_name(&self) -> Str {
        match self.0.class {
            AnimalClass::Animal => Str::lit("Animal"),
            AnimalClass::Dog => Str::lit("Dog"),
        }
    }

    fn write_repr(&self, out: &mut String) -> Res<()> {
        write_default_repr(out, self.type_name(), "__main__", Rc::as_ptr(&self.0).cast::<()>() as usize)
    }

    fn write_str(&self, out: &mut String) -> Res<()> {
        out.push_str(&self.str()?);
        Ok(())
    }

    fn is(&self, other: &Animal) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    fn to_value(&self) -> Value {
        unreachable!("an Animal is never dynamic here")
    }

    fn from_value(_: Value) -> Res<Animal> {
        unreachable!("an Animal is never dynamic here")
    }
}

#[derive(Clone)]
struct Counter(Rc<CounterFields>);

struct CounterFields {
    total: AttrSlot<Int>,
}

impl Counter {
    fn new() -> Counter {
        let this = Counter(Rc::new(CounterFields { total: AttrSlot::unset() }));
        this.0.total.set(Int::from(0));
        this
    }

    fn add(&self, n: Int) -> Res<Counter> {
        let total = self.0.total.get("Counter", "total").at(22)?;
        self.0.total.set(&total + &n);
        Ok(self.clone())
    }
}

fn module_main() -> Res<()> {
    let animals = List::from(vec![
        Animal::new(AnimalClass::Animal, Str::lit("cat")),
        Animal::new(AnimalClass::Dog, Str::lit("rex")),
    ]);
    for animal in animals.iter() {
        print(&[&animal], " ", "\n").at(27)?;
    }
    let counter = Counter::new().add(Int::from(2)).at(28)?.add(Int::from(3)).at(28)?;
    print(&[&counter.0.total.get("Counter", "total").at(28)?], " ", "\n").at(28)?;
    Ok(())
}

static MODULES: &[ModuleMeta] = &[ModuleMeta {
    file: "program.py",
    functions: &[
        (2, 3, "__init__"),
        (5, 6, "speak"),
        (8, 9, "__str__"),
        (13, 14, "speak"),
        (18, 19, "__init__"),
        (21, 23, "add"),
    ],
}];

fn main() {
    start(MODULES, (3, 11), module_main)
}
