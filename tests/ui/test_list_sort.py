"""The sort of a list, without a screen."""

from ccs_tui.ui.widgets.list_sort import SORT_REST, ListSort, SortRest


def test_a_key_goes_through_the_columns_each_both_ways_and_ends_at_the_order_of_arrival() -> None:
    sort, seen = ListSort(), list[ListSort]()
    for _ in range(5):
        sort = sort.next(("name", "size"))
        seen.append(sort)
    assert seen == [
        ListSort("name"),
        ListSort("name", reverse=True),
        ListSort("size"),
        ListSort("size", reverse=True),
        ListSort(),
    ]


def test_a_click_sorts_by_its_column_and_a_second_one_the_other_way() -> None:
    by_name = ListSort("size", reverse=True).clicked("name")
    assert by_name == ListSort("name")
    assert by_name.clicked("name") == ListSort("name", reverse=True)
    assert by_name.clicked("name").clicked("name") == by_name


def test_what_is_not_known_comes_last_both_ways() -> None:
    sizes = {"a": 2, "b": None, "c": 1}
    for reverse, order in ((False, ["c", "a", "b"]), (True, ["a", "c", "b"])):
        key = ListSort("size", reverse).key(sizes.get)
        assert sorted(sizes, key=key, reverse=reverse) == order


def test_rows_are_sorted_anew_when_that_is_due_and_rest_as_long_as_it_took() -> None:
    now, sorts = 0.0, 0

    def sort() -> None:
        nonlocal now, sorts
        now, sorts = now + 1.0, sorts + 1

    rest = SortRest(lambda: now)
    rest.run(sort)
    assert sorts == 0
    rest.is_due = True
    rest.run(sort)
    rest.is_due = True
    rest.run(sort)
    assert sorts == 1
    now = SORT_REST - 0.1
    rest.run(sort)
    assert sorts == 1
    now = SORT_REST
    rest.run(sort)
    assert sorts == 2
    rest.run(sort)
    assert sorts == 2
