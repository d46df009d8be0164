"""Secrets that a person is asked for: when, how often, and what comes of no answer."""

import asyncio
from typing import Any

import pytest

from ccs_tui.model.connection import Connection
from ccs_tui.model.profile import Profile
from ccs_tui.model.secret import NoSecretError, Secret, SecretSource, TypedSecret
from ccs_tui.workspace.asked_secrets import AskedSecrets, Question


class Person:
    """Who answers questions, one after the other; None is no answer."""

    def __init__(self, *answers: str | None) -> None:
        self.answers = list(answers)
        self.questions: list[Question] = []
        self.gate, self.is_asked = asyncio.Event(), asyncio.Event()
        self.gate.set()

    async def answer(self, question: Question) -> str | None:
        self.questions.append(question)
        self.is_asked.set()
        await self.gate.wait()
        return self.answers.pop(0)


class Command:
    """A source that prints these secrets, None for a failure."""

    def __init__(self, *printed: str | None) -> None:
        self.printed = list(printed)
        self.runs = 0
        self.gate, self.is_run = asyncio.Event(), asyncio.Event()
        self.gate.set()

    async def get(self) -> Secret:
        self.runs += 1
        self.is_run.set()
        await self.gate.wait()
        if (printed := self.printed[0]) is None:
            raise NoSecretError("The command failed", "Try it.")
        return Secret(printed)

    async def renew(self, refused: Secret, *, has_worked: bool) -> Secret | None:
        if len(self.printed) > 1:
            del self.printed[0]
        printed = await self.get()
        return None if printed == refused else printed


def asked(person: Person | None, password: Any) -> tuple[AskedSecrets, SecretSource]:
    connection = Connection.to("https://ccs.test", "le1", user="robot", password=password)
    secrets = AskedSecrets(Profile(name="prod", connection=connection))
    secrets.ask = person.answer if person else None
    assert isinstance(secrets.connection.password, SecretSource)
    return secrets, secrets.connection.password


TYPED = TypedSecret("the password of prod")


async def test_one_that_is_typed_is_asked_for_once_by_all_who_need_it() -> None:
    person = Person("shh")
    _, password = asked(person, TYPED)
    got = await asyncio.gather(*(password.get() for _ in range(5)))
    assert set(got) == {Secret("shh")}
    assert [(q.name, q.of) for q in person.questions] == [("password", "robot at prod")]
    assert await password.get() == Secret("shh")


async def test_one_that_was_not_given_is_not_asked_for_until_it_is_wanted_again() -> None:
    person = Person(None, "shh")
    secrets, password = asked(person, TYPED)
    for _ in range(3):
        with pytest.raises(NoSecretError, match="password of robot at prod was not given"):
            await password.get()
    assert len(person.questions) == 1
    secrets.ask_again()
    assert await password.get() == Secret("shh")


async def test_without_anybody_to_ask_it_is_not_given() -> None:
    _, password = asked(None, TYPED)
    with pytest.raises(NoSecretError):
        await password.get()


async def test_one_that_never_worked_is_not_asked_for() -> None:
    """The error that names its variable says more."""
    person = Person()
    _, password = asked(person, Secret("wrong"))
    assert await password.get() == Secret("wrong")
    assert await password.renew(Secret("wrong"), has_worked=False) is None
    assert person.questions == []


async def test_one_that_has_worked_is_asked_for_when_it_is_refused() -> None:
    person = Person("new")
    _, password = asked(person, Secret("old"))
    renewed = [password.renew(Secret("old"), has_worked=True) for _ in range(5)]
    assert set(await asyncio.gather(*renewed)) == {Secret("new")}
    assert await password.renew(Secret("old"), has_worked=True) == Secret("new")
    assert await password.get() == Secret("new")
    assert "expired" in person.questions[0].why
    assert len(person.questions) == 1


async def test_a_mistyped_one_is_asked_for_until_it_is_right_or_given_up() -> None:
    person = Person("wrong", "worse", None, "right")
    secrets, password = asked(person, TYPED)
    assert await password.renew(await password.get(), has_worked=False) == Secret("worse")
    assert await password.renew(Secret("worse"), has_worked=False) is None
    # What was refused is not sent again: it is asked for when something is wanted again.
    assert await password.get() == Secret("worse")
    secrets.ask_again()
    assert await password.get() == Secret("right")
    assert [q.why for q in person.questions[1:]] == [
        "The service refuses the one that was typed."
    ] * 3


async def test_a_command_is_run_again_before_anybody_is_asked() -> None:
    person = Person("typed")
    _, password = asked(person, Command("old", "new", "new"))
    assert await password.get() == Secret("old")
    assert await password.renew(Secret("old"), has_worked=True) == Secret("new")
    assert person.questions == []
    assert await password.renew(Secret("new"), has_worked=True) == Secret("typed")
    assert await password.get() == Secret("typed")


async def test_a_command_is_run_once_for_each_refused_secret() -> None:
    command = Command("wrong")
    secrets, password = asked(Person(), command)
    wrong = await password.get()
    for _ in range(3):
        assert await password.renew(wrong, has_worked=False) is None
    assert command.runs == 2
    secrets.ask_again()
    assert await password.renew(wrong, has_worked=False) is None
    assert command.runs == 3


async def test_who_leaves_ends_no_command() -> None:
    """A cursor that moves on would have it begun again and again."""
    command = Command("shh")
    command.gate.clear()
    _, password = asked(Person(), command)
    leaves = asyncio.create_task(password.get())
    await command.is_run.wait()
    leaves.cancel()
    await asyncio.wait({leaves})
    stays = asyncio.create_task(password.get())
    command.gate.set()
    assert await stays == Secret("shh")
    assert command.runs == 1


async def test_what_a_command_does_not_give_can_be_typed() -> None:
    person = Person("typed")
    _, password = asked(person, Command(None))
    assert await password.get() == Secret("typed")
    assert person.questions[0].why == "The command failed."


async def test_the_failure_of_a_command_is_told_if_nothing_is_typed() -> None:
    _, password = asked(Person(None), Command(None))
    with pytest.raises(NoSecretError, match="The command failed"):
        await password.get()


async def test_who_leaves_takes_no_answer_away() -> None:
    person = Person("shh")
    person.gate.clear()
    _, password = asked(person, TYPED)
    leaves, stays = asyncio.create_task(password.get()), asyncio.create_task(password.get())
    await asyncio.sleep(0)
    leaves.cancel()
    await asyncio.wait({leaves})
    person.gate.set()
    assert await stays == Secret("shh")


async def test_closing_answers_every_question_with_none() -> None:
    person = Person()
    person.gate.clear()
    secrets, password = asked(person, TYPED)
    getting = asyncio.create_task(password.get())
    await person.is_asked.wait()
    secrets.close()
    with pytest.raises(NoSecretError):
        await getting
    with pytest.raises(NoSecretError):
        await password.get()


async def test_one_question_is_asked_at_a_time() -> None:
    person = Person("key", "password")
    connection = Connection(
        account="le1", v1_url="https://ccs.test", v2_url="https://ccs.test",
        api_key=TypedSecret("the API key of prod"), user="robot", password=TYPED,
    )  # fmt: skip
    secrets = AskedSecrets(Profile(name="prod", connection=connection))
    secrets.ask = person.answer
    person.gate.clear()
    key, password = secrets.connection.api_key, secrets.connection.password
    assert isinstance(key, SecretSource)
    assert isinstance(password, SecretSource)
    both = asyncio.gather(key.get(), password.get())
    await person.is_asked.wait()
    for _ in range(10):
        await asyncio.sleep(0)
    assert len(person.questions) == 1
    person.gate.set()
    assert list(await both) == [Secret("key"), Secret("password")]


def test_nothing_shows_them() -> None:
    secrets, password = asked(Person(), Secret("shh"))
    assert "shh" not in repr(password)
    assert "shh" not in repr(secrets.connection)
