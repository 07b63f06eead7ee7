//! `tests/unit/runtime_program.py` as the translator would write it, with the file's line numbers; the first argument is
//! the path of that file, the second says what to do. `tests/unit/test_runtime_program.py` compares both.

use citl_rt::*;
use std::rc::Rc;

static MY_ERROR: ExcType = ExcType::new("MyError", Some("__main__"), Some(&VALUE_ERROR));

struct MyError {
    data: ExcData,
}

impl ExcObject for MyError {
    fn class(&self) -> &'static ExcType {
        &MY_ERROR
    }

    fn data(&self) -> &ExcData {
        &self.data
    }
}

fn my_error(args: Vec<Value>) -> Box<PyErr> {
    PyErr::new(Exc::from(Rc::new(MyError { data: ExcData::new(args) })))
}

fn text(s: &'static str) -> Value {
    Value::from(Str::lit(s))
}

fn fail(n: i64) -> Res<()> {
    let _depth = enter()?;
    if n == 0 {
        return Err(value_error("bad value")).at(12);
    }
    fail(n - 1).at(13)
}

#[allow(clippy::only_used_in_recursion)] // as in the Python program
fn recurse(n: i64) -> Res<i64> {
    let _depth = enter()?;
    recurse(n + 1).at(17)
}

fn even(n: i64) -> Res<()> {
    let _depth = enter()?;
    odd(n).at(21)
}

fn odd(n: i64) -> Res<()> {
    let _depth = enter()?;
    even(n).at(25)
}

fn caused() -> Res<()> {
    if let Err(err) = fail(1).at(30) {
        if !err.matches(&VALUE_ERROR) {
            return Err(err);
        }
        let e = err.exc();
        let raised = my_error(vec![text("outer"), Value::from(2)]).from_cause(Some(e.clone()));
        return Err(raised.during(&e)).at(32);
    }
    Ok(())
}

fn context(hide: bool) -> Res<()> {
    if let Err(err) = fail(0).at(37) {
        let e = err.exc();
        if hide {
            return Err(key_error(text("k")).from_cause(None).during(&e)).at(40);
        }
        return Err(key_error(text("k")).during(&e)).at(41);
    }
    Ok(())
}

fn again(explicit: bool) -> Res<()> {
    if let Err(err) = fail(1).at(46) {
        let e = err.exc();
        e.data().add_note(Str::lit("a note"));
        if explicit {
            return Err(e.raise().during(&e)).at(50);
        }
        return Err(err);
    }
    Ok(())
}

fn nested() -> Res<()> {
    if let Err(err) = context(false).at(56) {
        let e = err.exc();
        assert!(e.downcast::<MyError>().is_none());
        return Err(my_error(vec![]).during(&e)).at(58);
    }
    Ok(())
}

fn run() -> Res<()> {
    let what = sys_argv().get(2)?;
    print(&[&"before"], " ", "").at(63)?;
    if what.startswith("exit") {
        let codes = [
            Value::from(()),
            Value::from(3),
            Value::from(-1),
            Value::from(256),
            Value::from(Int::ONE.shl(&Int::from(70_i64))?),
            text("text"),
            (1_i64, Str::lit("a")).to_value(),
            Value::from(true),
            Value::from(2.5),
            text(""),
        ];
        return Err(sys_exit(codes[parse_int(&what.slice(Some(4), None, None)?, 10)?.index()? as usize].clone()))
            .at(66);
    }
    if what.startswith("fail") {
        return fail(parse_int(&what.slice(Some(4), None, None)?, 10)?.index()?).at(70);
    }
    match &*what {
        "bare_exit" => Err(sys_exit_bare()).at(68),
        "recurse" => recurse(0).map(drop).at(72),
        "even" => even(0).at(74),
        "caused" => caused().at(76),
        "context" => context(false).at(78),
        "hidden" => context(true).at(80),
        "reraise" => again(false).at(82),
        "raise_again" => again(true).at(84),
        "nested" => nested().at(86),
        "lines" => {
            print(&[&Str::lit("text\nfor\nall")], " ", "\n").at(88)?;
            Err(my_error(vec![text("two\nlines")])).at(89)
        }
        "oserror" => {
            let missing = std::io::Error::from_raw_os_error(2);
            Err(os_error(&missing, Some("x.txt"))).at(91)
        }
        "input" => {
            let a = input(Some(&Str::lit("name? "))).at(93)?;
            let b = stdin_readline().at(94)?;
            let c = List::from(stdin_lines().collect::<Res<Vec<Str>>>().at(95)?);
            print(&[&repr(&(a, b, c))?], " ", "\n").at(96)?;
            input(None).map(drop).at(97)
        }
        "limit" => {
            sys_setrecursionlimit(60).at(99)?;
            recurse(0).map(drop).at(100)
        }
        "many" => {
            for i in 0..200_000_i64 {
                print(&[&i], " ", "\n").at(103)?;
            }
            Ok(())
        }
        "panic" => stub("class statements in a loop", 70),
        "deep" => {
            sys_setrecursionlimit(1_000_000)?;
            recurse(0).map(drop)
        }
        _ => Ok(()),
    }
}

fn program() -> Res<()> {
    let _depth = enter()?;
    run().at(106)
}

fn main() {
    let file: &'static str = Box::leak(std::env::args().nth(1).unwrap_or_default().into_boxed_str());
    let functions: &'static [(u32, u32, &'static str)] = &[
        (10, 13, "fail"),
        (16, 17, "recurse"),
        (20, 21, "even"),
        (24, 25, "odd"),
        (28, 32, "caused"),
        (35, 41, "context"),
        (44, 51, "again"),
        (54, 58, "nested"),
        (61, 103, "main"),
    ];
    let modules: &'static [ModuleMeta] = Box::leak(Box::new([ModuleMeta { file, functions }]));
    start(modules, (3, 11), program)
}
