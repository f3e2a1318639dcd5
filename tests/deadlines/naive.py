"""Deadlines counted day by day, the slow way, to check the engine against: nothing of `engine` is used here.

No month arithmetic, no holiday library, no time zone database: Easter by its formula, the fixed holidays by hand, one
day after the other on the calendar, summer time from its rule (last Sunday of March and October, 01:00 UTC). The input
is a row of faelle.csv: German words to strings.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

DAY = timedelta(days=1)
FIXED = {
    "NW": {(11, 1)},
    "BY": {(1, 6), (11, 1)},
    "NI": {(10, 31)},
    "SN": {(10, 31)},
}
CORPUS_CHRISTI = {"NW", "BY"}
#: (months, days) of each rule, and whether a day off moves its end
RULES = {
    "klage": (1, 0, True),
    "klage_ohne_belehrung": (12, 0, True),
    "widerspruch_sozialrecht": (1, 0, True),
    "widerspruch_sozialrecht_ohne_belehrung": (12, 0, True),
    "untaetigkeit": (3, 0, True),
    "zustimmung_zuzug": (0, 28, True),
    "kursbeginn": (0, 42, True),
    "kurs_anspruch": (12, 0, True),
    "anzeige_beschaeftigung": (0, 14, True),
    "kind_titel": (6, 0, True),
    "kooperationsplan": (6, 0, True),
    "vorleistung": (1, 0, True),
    "ruecknahme_einbuergerung": (120, 0, True),
    "wohnsitzauflage": (36, 0, False),
    "analogleistungen": (36, 0, False),
    "titel_104c": (18, 0, False),
}
COURT_OF_SOCIAL_LAW = {"widerspruch_sozialrecht", "widerspruch_sozialrecht_ohne_belehrung"}


@dataclass
class Found:
    """What was counted; None where the row asks for something else."""

    ende: date | None = None
    rechnerisch: date | None = None
    bekannt: date | None = None
    andere: date | datetime | None = None
    ab: date | None = None
    zeit: datetime | None = None
    konto: str | None = None
    rest: int | None = None
    keine: bool = False


@dataclass
class Stop:
    """Days that do not count."""

    first: date
    last: date | None
    who: str
    anew: bool


def easter(year: int) -> date:
    """Easter Sunday by the formula of Meeus, Jones and Butcher."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    ell = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * ell) // 451
    month, day = divmod(h + ell - 7 * m + 114, 31)
    return date(year, month, day + 1)


def is_holiday(day: date, land: str, local: str = "") -> bool:
    """Whether the day is a public holiday in NW, BY, NI or SN, or the local one named."""
    since = (day - easter(day.year)).days
    if since in {-2, 1, 39, 50} or (since == 60 and (land in CORPUS_CHRISTI or local == "Fronleichnam")):
        return True
    if local == "Mariä Himmelfahrt" and (day.month, day.day) == (8, 15):
        return True
    if land == "SN" and day.month == 11 and day.weekday() == 2 and 16 <= day.day <= 22:
        return True  # the Wednesday before 23 November
    everywhere = {(1, 1), (5, 1), (10, 3), (12, 25), (12, 26)}
    return (day.month, day.day) in everywhere | FIXED[land]


class Row:
    """One row, counted."""

    def __init__(self, given: dict[str, str]) -> None:
        self.given = given
        self.land, self.local = given.get("ort", "NW"), given.get("feiertag", "")
        self.rule = given.get("regel", "")
        self.agreed = given.get("gesetzt") == "vereinbarung" or self.rule == "vereinbart"
        self.first_counts = given.get("tag") == "ja" or self.rule == "titel_104c"
        self.shifts = given.get("fest") != "ja" and RULES.get(self.rule, (0, 0, True))[2]
        self.social = given.get("recht") == "SGB X" or self.rule in COURT_OF_SOCIAL_LAW
        first, _, last = given.get("schliessung", "9999-01-01..9999-01-01").partition("..")
        self.closed = (date.fromisoformat(first), date.fromisoformat(last))
        self.feasts = [text.split(" ", 2) for text in given.get("ortsfest", "").split(" + ") if text]

    def off(self, day: date) -> bool:
        """Whether the time cannot end on that day."""
        shut = self.agreed and self.closed[0] <= day <= self.closed[1]
        return self.legally_off(day) or shut

    def legally_off(self, day: date) -> bool:
        """Whether nobody needs to act on that day by law."""
        return day.weekday() > 4 or is_holiday(day, self.land, self.local) or self.feast(day)

    def feast(self, day: date) -> bool:
        """Whether a holiday of this place alone falls on the day."""
        for kind, span, name in self.feasts:
            first, _, last = span.partition("..")
            if day.isoformat() < first or (last and day.isoformat() > last):
                continue
            once = kind == "once" and day.isoformat() == first
            yearly = kind == "yearly" and day.isoformat()[5:] == first[5:]
            of_land = kind == "of_land" and is_holiday(day, self.land, name)
            if once or yearly or of_land:
                return True
        return False

    def found(self) -> Found:
        """What the row asks for."""
        if "stunden" in self.given:
            return self.hours()
        if "termin" in self.given:
            return Found(ende=date.fromisoformat(self.given["termin"]))
        special = self.without_length()
        if special is not None:
            return special
        start = self.announced()
        if start is None:
            return Found(keine=True)
        found = self.run(start)
        found.bekannt = start if "weg" in self.given else None
        if self.fiction and self.legally_off(start):
            later = start
            while self.legally_off(later):
                later += DAY
            found.andere = self.run(later).ende
        return found

    def without_length(self) -> Found | None:
        event = self.given.get("ereignis", "")
        if self.rule in {"lebensjahr", "antrag_25a"}:
            birth, years = date.fromisoformat(event), int(self.given.get("jahre", "27"))
            day = birth
            while (day.year - birth.year, day.month, day.day) < (years, birth.month, birth.day):
                day += DAY
            return Found(ende=day - DAY)
        if self.rule == "sgb2_rueckwirkung":
            day = date.fromisoformat(event)
            while day.day > 1:
                day -= DAY
            return Found(ab=day)
        if self.rule == "asylblg_ende":
            day = date.fromisoformat(event)
            while (day + DAY).month == day.month:
                day += DAY
            return Found(ende=day)
        if self.rule == "verlaengerungsantrag":
            return Found(ende=date.fromisoformat(event))
        return None

    # -- when a notice is announced

    fiction = False

    def announced(self) -> date | None:
        way, event = self.given.get("weg"), self.given.get("ereignis")
        if way == "portal" and not self.social:
            told = self.given.get("benachrichtigt")
            if told is not None:
                days, day = 0, date.fromisoformat(told)
                while event is not None and day < date.fromisoformat(event):
                    day, days = day + DAY, days + 1
                if event is None or days > 10:
                    return None
            self.fiction = True
            return date.fromisoformat(event or "") + DAY
        day = date.fromisoformat(event or "")
        counted = 0
        if way in {"post", "elektronisch", "einschreiben", "portal"}:
            counted = 3 if day.year < 2025 and way != "portal" else 4
        elif way == "oeffentlich":
            counted = 14
        self.fiction = counted > 0
        for _ in range(counted):
            day += DAY
        if "zugang" in self.given and date.fromisoformat(self.given["zugang"]) > day:
            self.fiction = False
            return date.fromisoformat(self.given["zugang"])
        return day

    # -- how long

    def run(self, start: date) -> Found:
        stops = self.stops()
        first = start if self.first_counts else start + DAY
        lost, ran, day = 0, 0, first
        needed = self.needed(start, counts=self.first_counts)
        left = needed
        spent: dict[str, int] = {"eigene_behoerde": 0, "andere_behoerde": 0, "person": 0}
        while True:
            stop = next(
                (one for one in stops if one.first <= day and (one.last is None or day <= one.last)), None
            )
            if stop is not None and stop.last is None:
                anew = stop.anew or any(one.anew and one.first >= day for one in stops)
                return Found(rest=needed if anew else left)
            if stop is not None:
                spent[stop.who] += 1
                if stop.anew and (day == stop.last):
                    lost, ran = lost + ran, 0
                    needed = left = self.needed(day, counts=False)
                day += DAY
                continue
            ran += 1
            if "arbeitstage" not in self.given or not self.off(day):
                left -= 1
            if left == 0:
                break
            day += DAY
        plain = end = day
        while self.shifts and self.off(end):
            end += DAY
        shifted, extended = (end - plain).days, 0
        if "bis" in self.given:
            plain = longer = date.fromisoformat(self.given["bis"])
            while self.shifts and self.off(longer):
                longer += DAY
            extended, end = (longer - end).days, longer
        delay = sum(spent.values())
        counted = (end - first).days + 1 - delay - lost - shifted - extended
        account = "/".join(map(str, (counted, *spent.values(), lost, shifted, extended)))
        after = end + DAY if self.rule in {"untaetigkeit", "analogleistungen"} else None
        return Found(ende=end, rechnerisch=plain, konto=account, ab=after)

    def needed(self, event: date, *, counts: bool) -> int:
        """How many days the period has when it begins with `event`."""
        if "arbeitstage" in self.given:
            return int(self.given["arbeitstage"])
        months, days = self.length()
        if days:
            return days
        # walk to the month the period ends in, then to the day with the number, as far as there is one
        day, passed = event, 0
        while passed < months:
            day += DAY
            passed += day.day == 1
        number = event.day
        if counts and number == 1:
            last = day - DAY  # the day before the first
        else:
            wanted = number - 1 if counts else number
            last = day
            while last.day < wanted and (last + DAY).month == last.month:
                last += DAY
        return (last - event).days + (1 if counts else 0)

    def length(self) -> tuple[int, int]:
        if self.rule in RULES:
            return RULES[self.rule][0], RULES[self.rule][1]
        months = days = number = 0
        for letter in self.given["dauer"][1:]:
            if letter.isdecimal():
                number = 10 * number + int(letter)
                continue
            match letter:
                case "Y":
                    months += 12 * number
                case "M":
                    months += number
                case "W":
                    days += 7 * number
                case "D":
                    days += number
            number = 0
        return months, days

    def stops(self) -> list[Stop]:
        found = []
        for key in ("hemmung", "unterbrechung"):
            for text in self.given.get(key, "").split(" + "):
                if text:
                    span, who, *_ = text.split(" ")
                    first, _, last = span.partition("..")
                    end = date.fromisoformat(last) if last else None
                    found.append(Stop(date.fromisoformat(first), end, who, key == "unterbrechung"))
        return sorted(found, key=lambda one: one.first)

    # -- hours

    def hours(self) -> Found:
        begun, count = datetime.fromisoformat(self.given["ereignis"]), int(self.given["stunden"])
        exact = self.after(to_utc(begun), count)
        if begun.minute == 0:
            return Found(zeit=exact)
        full = to_utc(begun)
        while to_local(full).minute:
            full += timedelta(minutes=1)
        return Found(zeit=exact, andere=self.after(full, count))

    def after(self, moment: datetime, count: int) -> datetime:
        """The wall clock when so many hours of minutes have been counted."""
        left = count * 60
        while left:
            counts = self.given.get("recht") != "VwGO" or not self.legally_off(to_local(moment).date())
            left -= counts
            moment += timedelta(minutes=1)
        return to_local(moment)


def last_sunday(year: int, month: int) -> datetime:
    """01:00 UTC on the last Sunday of a month with 31 days: when the clocks change."""
    day = date(year, month, 31)
    while day.weekday() != 6:
        day -= DAY
    return datetime(day.year, day.month, day.day, 1)  # noqa: DTZ001  UTC without saying so


def to_local(moment: datetime) -> datetime:
    """The wall clock in Germany for a UTC moment."""
    summer = last_sunday(moment.year, 3) <= moment < last_sunday(moment.year, 10)
    return moment + timedelta(hours=2 if summer else 1)


def to_utc(local: datetime) -> datetime:
    """The earlier UTC moment the wall clock in Germany shows that time."""
    summer = local - timedelta(hours=2)
    return summer if to_local(summer) == local else local - timedelta(hours=1)
