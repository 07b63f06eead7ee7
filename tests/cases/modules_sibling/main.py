import helper
import helper as h
from helper import VERSION, Counter, HelperError, double, fail
from helper import double as twice

print(helper.VERSION, VERSION, h.double(4), double(5), twice(6))
c = Counter()
c.add("x")
c.add("x")
print(c.counts, helper.total, helper.bump(), helper.total)
try:
    fail(0)
except HelperError as error:
    print("caught", error)
