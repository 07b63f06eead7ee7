def load(text):
    try:
        return int(text)
    except ValueError as error:
        raise RuntimeError("cannot load " + repr(text)) from error


print(load("12"))
load("twelve")
