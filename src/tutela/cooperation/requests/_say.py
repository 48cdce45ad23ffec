"""What a request says in one field, in each language of the paper, or once for both where no words differ."""

from __future__ import annotations

from tutela.cooperation import Code, Form
from tutela.cooperation.requests._decision import Decision
from tutela.cooperation.requests._form import FormField, is_extension
from tutela.cooperation.requests._law import AttachedLaw
from tutela.cooperation.requests._parts import Account, Body, Contact, Span
from tutela.cooperation.requests._request import Request
from tutela.cooperation.requests._speaker import FALLBACK, Speaker, Text, Value


def say_value(field: FormField, request: Request, form: Form, speaker: Speaker) -> Value:
    """What `request` says in the field, which is filled."""
    match field.origin:
        case "case" | "officer":
            return Value(each=speaker.written(request.values[field.key]))
        case "statement":
            return Value(each=speaker.words(field.statement or {}))
        case "sender":
            return _body(request.sender)
        case "receiver":
            return _body(request.receiver)
        case "validator":
            return _body(request.validator)
        case "custodian":
            return _body(request.custodian)
        case "contact":
            return _contact(request.sender.contact)
        case "reference":
            return Value(both=(Text(request.reference, "", "code"),))
        case "date":
            return Value(each=speaker.day(request.made_at.date()))
        case "status":
            return _status(request, form, speaker)
        case "data":
            return _data(request, speaker)
        case "accounts":
            return Value(both=tuple(text for account in request.accounts for text in _account(account, speaker)))
        case "period":
            return _period(request.period, speaker)
        case "decision":
            return _decision(request.decision, speaker)
        case "law":
            return _law(request.law, speaker)
        case "follows":
            return _follows(request, speaker)
        case "wish":
            assert request.wish is not None
            return Value(each=speaker.term("wish.day", {"day": speaker.days(request.wish)}))


def _body(body: Body | None) -> Value:
    assert body is not None
    return Value(both=(Text(body.name, "", "strong"), *(Text(line, "") for line in (body.unit, body.where) if line)))


def _contact(contact: Contact | None) -> Value:
    assert contact is not None
    who = ", ".join(x for x in (contact.person, contact.role) if x)
    when = f"{contact.hours} ({contact.zone})" if contact.hours and contact.zone else contact.hours or contact.zone
    return Value(both=tuple(Text(x, "") for x in (who, contact.telephone, contact.email, when) if x))


def _status(request: Request, form: Form, speaker: Speaker) -> Value:
    if request.follows is None:
        return Value(each=speaker.term("status.new"))
    kind = "status.extension" if is_extension(request, form) else "status.follows"
    said = speaker.term(kind, {"reference": request.follows.reference})
    if until := request.follows.preserved_until:
        said = speaker.joined(said, speaker.term("status.preserved", {"day": speaker.days(until)}))
    return Value(each=said)


def _data(request: Request, speaker: Speaker) -> Value:
    kinds = [speaker.plain(f"data.{kind}") for kind in request.data]
    listed = dict[Code, str]()
    for code in speaker.languages:
        comma = "، " if speaker.runs_left(code) else ", "
        listed[code] = comma.join(kind[code] for kind in kinds)
    return Value(each=speaker.term(f"purpose.{request.purpose}", {"kinds": listed}))


def _account(account: Account, speaker: Speaker) -> tuple[Text, Text]:
    beside = speaker.beside(f"account.{account.kind}")
    service = f"{account.service} · " if account.service else ""
    return Text(account.value, "", "code"), Text(f"{service}{beside}", "", "quiet")


def _period(span: Span | None, speaker: Speaker) -> Value:
    assert span is not None
    put = {name: speaker.days(day) for name, day in (("first", span.first), ("last", span.last)) if day}
    return Value(each=speaker.term(f"period.{'both' if len(put) == 2 else next(iter(put))}", put))


def _decision(decision: Decision | None, speaker: Speaker) -> Value:
    assert decision is not None
    day = speaker.days(decision.decided_on)
    said = [
        speaker.term(f"decision.{decision.kind}", {"authority": speaker.in_each(decision.authority or "")}),
        speaker.term("decision.number" if decision.number else "decision.day", {"number": decision.number, "day": day}),
    ]
    if decision.document:
        said.append(speaker.spoken(decision.document))
    said.append(speaker.term("decision.until", {"day": speaker.days(decision.valid_until)}))
    if decision.conditions:
        said.append(speaker.term("decision.conditions"))
    said += [speaker.spoken(condition) for condition in decision.conditions]
    return Value(each=speaker.joined(*said))


def _law(law: AttachedLaw | None, speaker: Speaker) -> Value:
    assert law is not None
    said = [speaker.term(f"law.required.{law.required}"), speaker.same(Text(law.said, FALLBACK))]
    for line in law.lines:
        said.append(speaker.same(Text(f"{line.system} · {line.citation} · {line.title}", FALLBACK, "strong")))
        if line.penalty:
            said.append(speaker.same(Text(line.penalty, FALLBACK)))
        if line.text_as_of is None:
            said.append(speaker.term("law.text_unknown", style="quiet"))
        else:
            said.append(speaker.term("law.text_of", {"day": speaker.days(line.text_as_of)}, style="quiet"))
        signed = speaker.same(Text(line.review, FALLBACK, "quiet"))
        said.append(speaker.term("law.draft", style="warn") if line.draft else signed)
    return Value(each=speaker.joined(*said))


def _follows(request: Request, speaker: Speaker) -> Value:
    assert request.follows is not None
    said = [speaker.same(Text(request.follows.reference, "", "code"))]
    if until := request.follows.preserved_until:
        said.append(speaker.term("status.preserved", {"day": speaker.days(until)}))
    return Value(each=speaker.joined(*said))
