def run(program):
    stack, pc, steps, variables = [], 0, 0, {}
    while pc < len(program) and steps < 1000:
        op, *args = program[pc].split()
        pc += 1
        steps += 1
        if op == "push":
            stack.append(int(args[0]))
        elif op in ("add", "sub", "mul"):
            b, a = stack.pop(), stack.pop()
            stack.append(a + b if op == "add" else a - b if op == "sub" else a * b)
        elif op == "store":
            variables[args[0]] = stack.pop()
        elif op == "load":
            stack.append(variables[args[0]])
        elif op == "jnz":
            if stack.pop():
                pc = int(args[0])
        elif op == "print":
            print("out:", stack[-1])
        else:
            raise ValueError(f"bad op {op!r}")
    return variables, steps


code = ["push 5", "store n", "push 1", "store r", "load r", "load n", "mul", "store r", "load n", "push 1", "sub", "store n", "load n", "jnz 4", "load r", "print"]
print(run(code))
try:
    run(["nope"])
except ValueError as e:
    print(e)
