use citl_rt::{parse_i64, Map, PyError};

enum FindError {
    Missing(String),
}

fn find(table: &Map<String, i64>, name: &str) -> Result<i64, FindError> {
    match table.get(name) {
        Some(value) => Ok(*value),
        None => Err(FindError::Missing(name.to_string())),
    }
}

fn main() {
    let mut table = Map::new();
    table.insert("a".to_string(), 1);
    for name in ["a", "b"] {
        match find(&table, name) {
            Ok(value) => println!("{value}"),
            Err(FindError::Missing(missing)) => println!("missing {missing} {missing}"),
        }
        println!("done {name}");
    }
    match parse_i64("x1") {
        Ok(value) => println!("{value}"),
        Err(error) => println!("{} {}", error.type_name(), error),
    }
}
