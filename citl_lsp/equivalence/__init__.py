"""Do both programs behave the same? Run the Python and its translation under limits and compare what they did.

The user's code runs only where the user said it may: `run` asks for a `Permission`, which only `consent` makes.
"""
