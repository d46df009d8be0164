"""The texts of the airline's bot and its passengers, which the demo's conversations vary.

`%(flight)s` and the like stand for values that differ from one conversation to the next.
"""

from typing import Literal

from ccs_tui.model.value_object import ValueObject

Role = Literal["consumer", "bot", "agent"]


class Script(ValueObject):
    """The course of a conversation: its turns, and the slots that the bot fills on the way."""

    intent: str
    language: str
    slots: tuple[str, ...]
    turns: tuple[tuple[Role, str], ...]


def _script(intent: str, language: str, slots: str, *texts: str) -> Script:
    """Make a script of texts: the consumer's and the bot's, in turn."""
    roles: tuple[Role, Role] = ("consumer", "bot")
    turns = tuple((roles[at % 2], text) for at, text in enumerate(texts))
    return Script(intent, language, tuple(slots.split()), turns)


SCRIPTS = (
    _script(
        "rebook flight",
        "en",
        "pnr flight from to date newFlight fareDifference",
        "My flight %(flight)s to %(city)s on %(date)s no longer works for me. Can I move it?",
        "I can help with that. What is your booking code?",
        "%(pnr)s",
        "Found it, %(name)s: %(flight)s from %(from)s to %(to)s. Which day suits you better?",
        "two days later, in the morning if possible",
        "%(newFlight)s leaves at %(time)s. The fare difference is €%(fare)s. Shall I rebook you?",
        "yes please 🙏",
        "Done. Your new itinerary is on its way. Is there anything else?",
        "no, that was quick, thanks!",
    ),
    _script(
        "cancel booking",
        "en",
        "pnr flight date refundAmount",
        "I need to cancel %(pnr)s",
        "I am sorry to hear that. That is %(flight)s to %(city)s on %(date)s, is that right?",
        "Yes. Do I get my money back?",
        "Your fare is refundable less a fee: you would get €%(fare)s back. Shall I cancel it?",
        "ok do it",
        "It is cancelled. The refund reaches your card within 7 working days.",
    ),
    _script(
        "missing baggage",
        "en",
        "flight from to bagTag",
        "landed in %(city)s an hour ago and my suitcase is NOT here!!",
        "I am sorry, %(name)s. Which flight did you arrive on?",
        "%(flight)s from %(from)s",
        "And the number on your baggage tag? It has ten digits.",
        "%(bagTag)s",
        "Your bag is still in %(from)s. It comes with %(newFlight)s, which lands at %(time)s.",
        "And who brings it to my hotel?",
        "We do, at no cost. Please send me the address by the secure form.",
        "sent",
    ),
    _script(
        "change seat",
        "en",
        "pnr flight seat",
        "Can I get a window seat on %(flight)s?",
        "Let me look. Your booking code, please?",
        "it's %(pnr)s",
        "Seat %(seat)s is a window seat and it is free. Shall I take it for you?",
        "Yes!",
        "You are in %(seat)s now. The new boarding pass is in the app.",
        "Perfect 😊",
    ),
    _script(
        "check in",
        "en",
        "pnr flight seat bags",
        "Check me in for tomorrow please, code %(pnr)s",
        "%(flight)s to %(city)s at %(time)s, %(name)s. How many bags do you check?",
        "just the one",
        "You are checked in, seat %(seat)s. Bag drop closes 45 minutes before departure.",
        "thanks a lot",
    ),
    _script(
        "flight status",
        "en",
        "flight date",
        "Is %(flight)s on time today?",
        "%(flight)s from %(from)s to %(to)s is 35 minutes late and leaves at %(time)s.",
        "which gate?",
        "Gate B17. I will tell you here if that changes.",
    ),
    _script(
        "refund status",
        "en",
        "pnr refundAmount caseNumber",
        "I was promised a refund for %(pnr)s three weeks ago. Where is it?",
        "Let me check. Do you have your case number?",
        "%(caseNumber)s",
        "The refund of €%(fare)s was released yesterday. Your bank shows it in 2 to 3 days.",
        "Finally. Why did it take so long?",
        "The fare had to be confirmed by the agency that sold it. I am sorry for the wait.",
        "ok",
    ),
    _script(
        "special meal",
        "en",
        "pnr flight meal",
        "Hi, I need a vegan meal on the way to %(city)s",
        "Of course. Which booking is it for?",
        "%(pnr)s, and my son can't have nuts",
        "Noted: one vegan meal and one without nuts on %(flight)s. Anything else?",
        "no thanks",
    ),
    _script(
        "assistance",
        "en",
        "pnr flight assistance",
        "my mother needs a wheelchair in %(from)s. she flies on %(date)s, %(pnr)s",
        "Thank you for telling us. Can she walk up a few steps?",
        "A few, slowly",
        "Someone meets her at check-in with a chair and takes her to seat %(seat)s.",
        "And in %(city)s?",
        "There too: our colleagues wait at the door of the aircraft.",
        "Thank you, that helps so much ❤️",
    ),
    _script(
        "travel with pet",
        "en",
        "pnr flight pet",
        "Can I take my cat in the cabin to %(city)s?",
        "Yes, in a carrier of up to 8 kg together. There is one place left on %(flight)s.",
        "She's 4.5 kg. book it",
        "Booked for €%(fare)s under %(pnr)s. Please bring her vaccination card.",
    ),
    _script(
        "upgrade",
        "en",
        "pnr flight cabin fareDifference",
        "What would business class cost on %(flight)s?",
        "For %(pnr)s it is €%(fare)s more, or 24,000 miles.",
        "miles please",
        "Done, %(name)s. You are in %(seat)s and the lounge is open to you.",
        "🎉",
    ),
    _script(
        "award miles",
        "en",
        "flight memberNumber",
        "My miles for %(flight)s are missing",
        "Which member number did you fly with?",
        "%(memberNumber)s",
        "I have added 1,240 miles. They show in your account by tomorrow.",
    ),
    _script(
        "rebook flight",
        "he",
        "pnr flight from to date newFlight",
        "שלום, הטיסה שלי %(flight)s בוטלה. אפשר להעביר אותי לטיסה אחרת?",
        "בוודאי. מה קוד ההזמנה שלך?",
        "%(pnr)s",
        "מצאתי. יש מקום בטיסה %(newFlight)s בשעה %(time)s. להעביר?",
        "כן, תודה רבה",
        "בוצע. כרטיס הטיסה החדש נשלח אליך.",
    ),
    _script(
        "change seat",
        "ja",
        "pnr flight seat",
        "%(flight)s便の座席を窓側に変更できますか?",
        "かしこまりました。予約番号をお願いいたします。",
        "%(pnr)s です",
        "%(seat)s が空いております。こちらでよろしいでしょうか。",
        "はい、お願いします",
        "変更いたしました。ご搭乗をお待ちしております。",
    ),
    _script(
        "missing baggage",
        "es",
        "flight from to bagTag",
        "Mi maleta no llegó a %(to)s, ¿dónde está?",
        "Lo siento mucho. ¿En qué vuelo viajó?",
        "%(flight)s desde %(from)s, etiqueta %(bagTag)s",
        "Está localizada: llega mañana en el %(newFlight)s a las %(time)s.",
        "¡Gracias! 🧳",
    ),
    _script(
        "flight status",
        "ar",
        "flight date",
        "هل الرحلة %(flight)s في موعدها؟",
        "نعم، تغادر من %(from)s الساعة %(time)s من البوابة B17.",
        "شكرًا جزيلًا",
    ),
    _script(
        "refund status",
        "de",
        "pnr refundAmount caseNumber",
        "Wo bleibt die Erstattung für %(pnr)s? Vorgang %(caseNumber)s",
        "Die Erstattung über %(fare)s € wurde gestern freigegeben.",
        "Na endlich. Danke für die schnelle Rückmeldung!",
    ),
    _script(
        "check in",
        "zh",
        "pnr flight seat bags",
        "您好,我想办理 %(flight)s 的值机,订单号 %(pnr)s",
        "好的。请问您有几件托运行李?",
        "两件",
        "已为您办理,座位 %(seat)s,登机时间 %(time)s。祝您旅途愉快 ✈️",
    ),
)

MISUNDERSTANDING: tuple[tuple[Role, str], ...] = (
    ("bot", "I did not catch that. Could you put it another way?"),
    ("consumer", "I mean flight %(flight)s, booking %(pnr)s"),
)
"""Turns to insert where the bot understands nothing."""

LOST_FLIGHT: tuple[tuple[Role, str], ...] = (
    ("bot", "Before you go: which flight would you like to move to?"),
    ("consumer", "I told you, %(newFlight)s! You said that it was done??"),
    ("bot", "I am sorry, I have no new flight here. Which one is it?"),
)
"""Turns after the bot has lost the flight that was chosen."""

ESCALATION: tuple[tuple[Role, str], ...] = (
    ("consumer", "this isn't working. can I talk to a person?"),
    ("bot", "Of course. I am passing you on to a colleague, with everything you told me."),
    ("agent", "Hello %(name)s, this is %(agent)s. I have %(pnr)s in front of me, one moment."),
    ("consumer", "thank you"),
    ("agent", "It is settled, and you have it in writing. Sorry for the detour!"),
)
"""Turns in place of a conversation's end."""
