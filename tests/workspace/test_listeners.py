"""The listeners of the desk: told in order, each until it stops."""

from collections.abc import Callable

from ccs_tui.workspace.desk_events import Event, Said
from ccs_tui.workspace.listeners import Listeners

ONE, TWO = Said("one"), Said("two")


def test_each_is_told_in_order_until_it_stops() -> None:
    listeners, told = Listeners(), list[tuple[str, Event]]()
    listeners.add(lambda event: told.append(("first", event)))
    stop = listeners.add(lambda event: told.append(("second", event)))
    listeners.tell(ONE)
    stop()
    stop()  # a second time changes nothing
    listeners.tell(TWO)
    assert told == [("first", ONE), ("second", ONE), ("first", TWO)]


def test_one_that_listens_twice_stops_once_a_time() -> None:
    listeners, told = Listeners(), list[Event]()
    stop = listeners.add(told.append)
    listeners.add(told.append)
    stop()
    listeners.tell(ONE)
    assert told == [ONE]


def test_one_may_stop_itself_and_others_while_an_event_is_told() -> None:
    listeners, told, stops = Listeners(), list[str](), list[Callable[[], None]]()

    def first(_: Event) -> None:
        told.append("first")
        for stop in stops:
            stop()

    stops.append(listeners.add(first))
    stops.append(listeners.add(lambda _: told.append("second")))
    listeners.add(lambda _: told.append("third"))
    listeners.tell(ONE)
    assert told == ["first", "third"]


def test_one_that_begins_to_listen_is_told_from_the_next_event_on() -> None:
    listeners, told = Listeners(), list[Event]()

    def begin(event: Event) -> None:
        if event is ONE:
            listeners.add(told.append)

    listeners.add(begin)
    listeners.tell(ONE)
    assert told == []
    listeners.tell(TWO)
    assert told == [TWO]


def test_nobody_listens_once_they_are_cleared() -> None:
    listeners, told = Listeners(), list[str]()

    def clear(_: Event) -> None:
        told.append("first")
        listeners.clear()

    listeners.add(clear)
    listeners.add(lambda _: told.append("second"))
    listeners.tell(ONE)
    listeners.tell(TWO)
    assert told == ["first"]
