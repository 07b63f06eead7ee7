use std::fmt;

struct Animal {
    class: AnimalClass,
    name: String,
}

enum AnimalClass {
    Animal,
    Dog,
}

impl Animal {
    fn new(class: AnimalClass, name: &str) -> Animal {
        Animal { class, name: name.to_string() }
    }

    fn speak(&self) -> &'static str {
        match self.class {
            AnimalClass::Animal => "...",
            AnimalClass::Dog => "woof",
        }
    }
}

impl fmt::Display for Animal {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{} says {}", self.name, self.speak())
    }
}

struct Counter {
    total: i64,
}

impl Counter {
    fn new() -> Counter {
        Counter { total: 0 }
    }

    fn add(&mut self, n: i64) -> &mut Counter {
        self.total += n;
        self
    }
}

fn main() {
    for animal in [Animal::new(AnimalClass::Animal, "cat"), Animal::new(AnimalClass::Dog, "rex")] {
        println!("{animal}");
    }
    println!("{}", Counter::new().add(2).add(3).total);
}
