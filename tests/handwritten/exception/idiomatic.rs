use citl_rt as rt;
use citl_rt::{parse_int, Map, OrStop, Str, KEY_ERROR, VALUE_ERROR};

struct Missing {
    name: String,
}

fn find(table: &Map<String, i64>, name: &str) -> Result<i64, Missing> {
    match table.get_ref(&name.to_string()).or_stop(8) {
        Some(value) => Ok(*value),
        None => Err(Missing { name: name.to_string() }),
    }
}

fn main() {
    let mut table = Map::new();
    table.set_item("a".to_string(), 1).or_stop(13);
    for name in ["a", "b"] {
        match find(&table, name) {
            Ok(value) => rt::print(&[&value], " ", "\n").or_stop(16),
            Err(error) => rt::print(&[&"missing", &error.name, &error.name], " ", "\n").or_stop(18),
        }
        rt::print(&[&"done", &name], " ", "\n").or_stop(20);
    }
    match parse_int(&Str::lit("x1"), 10) {
        Ok(value) => rt::print(&[&value], " ", "\n").or_stop(22),
        Err(error) if error.matches(&VALUE_ERROR) || error.matches(&KEY_ERROR) => {
            let error = error.exc();
            rt::print(&[&Str::lit(error.class().name), &error], " ", "\n").or_stop(24);
        }
        Err(error) => Err(error).or_stop(22),
    }
}
