def quicksort(xs):
    if len(xs) <= 1:
        return xs
    pivot = xs[len(xs) // 2]
    left = [x for x in xs if x < pivot]
    middle = [x for x in xs if x == pivot]
    right = [x for x in xs if x > pivot]
    return quicksort(left) + middle + quicksort(right)


def merge_sort(xs):
    if len(xs) < 2:
        return xs[:]
    mid = len(xs) // 2
    left, right = merge_sort(xs[:mid]), merge_sort(xs[mid:])
    out = []
    i = j = 0
    while i < len(left) and j < len(right):
        if left[i] <= right[j]:
            out.append(left[i])
            i += 1
        else:
            out.append(right[j])
            j += 1
    return out + left[i:] + right[j:]


def bubble(xs):
    n = len(xs)
    for i in range(n):
        swapped = False
        for j in range(n - 1 - i):
            if xs[j] > xs[j + 1]:
                xs[j], xs[j + 1] = xs[j + 1], xs[j]
                swapped = True
        if not swapped:
            break
    return xs


def heapify(xs, n, i):
    largest = i
    for child in (2 * i + 1, 2 * i + 2):
        if child < n and xs[child] > xs[largest]:
            largest = child
    if largest != i:
        xs[i], xs[largest] = xs[largest], xs[i]
        heapify(xs, n, largest)


def heap_sort(xs):
    n = len(xs)
    for i in range(n // 2 - 1, -1, -1):
        heapify(xs, n, i)
    for i in range(n - 1, 0, -1):
        xs[0], xs[i] = xs[i], xs[0]
        heapify(xs, i, 0)
    return xs


for data in ([], [1], [3, 1, 2], [5, -1, 5, 0, 2.5, -7], list("sorting")):
    print(quicksort(data), merge_sort(data), bubble(data[:]), heap_sort(list(data)))
