"""`/betrieb/post`: mails that have not arrived, what reached nobody, a test mail, and the duties by the clock."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from engine import Action, Conflict, NotFound, commands, delivery, mail, queries
from engine.duties import DUTIES
from engine.mail import Later, Refused, Taken
from web.numbers import is_number
from web.session import begin, current_actor

page = Blueprint("mails", __name__, url_prefix="/betrieb/post")


@page.get("")
def overview() -> str:
    """What has failed and what is tried again, whether there is a mail server, and when duties were done last."""
    with begin() as tx:
        found = queries.mail.overview(tx, request.args.get("nach"))
        last = queries.duty.last(tx)
        untold = queries.escalation.untold(tx)
        address = queries.notification.settings(tx).address
    return render_template(
        "betrieb/post.html",
        found=found,
        untold=untold,
        server=mail.settings(),
        address=address,
        duties=[(one, last.get(one.name)) for one in DUTIES],
    )


@page.post("/erneut")
def send_again() -> Response:
    """Send one mail again, or all that failed."""
    chosen = request.form.get("lw-mail", "")
    with begin() as tx:
        if is_number(chosen):
            try:
                commands.mail.send_again(tx, int(chosen))
                count = 1
            except (Conflict, NotFound):
                count = 0
        else:
            count = commands.mail.send_all_again(tx)
    if count:
        said = ngettext("%(num)d Mail wird erneut gesendet.", "%(num)d Mails werden erneut gesendet.", count)
        flash(said, "success")
    else:
        flash(_("Diese Mail wird schon gesendet oder ist angekommen."), "info")
    return redirect(url_for("mails.overview"))


@page.post("/niemand-erreicht")
def tell_again() -> Response:
    """Look at once whether somebody can be told now of what has reached nobody."""
    with begin() as tx:
        count = commands.escalation.try_again(tx)
    if count:
        flash(_("Laufweg sieht in den nächsten Sekunden nach, ob jetzt jemand zu erreichen ist."), "success")
    else:
        flash(_("Inzwischen ist alles gemeldet."), "info")
    return redirect(url_for("mails.overview"))


@page.post("/test")
def send_test() -> Response:
    """Send a mail to an address and say what the mail server answered."""
    current_actor().must(Action.ADMINISTER)
    back = redirect(url_for("mails.overview"))
    settings, address = mail.settings(), request.form.get("lw-adresse", "").strip()
    if settings is None:
        flash(_("Es ist kein Mailserver eingestellt."), "warning")
        return back
    with begin() as tx:
        now = tx.now
    match delivery.send_test(settings, address, now):
        case Taken():
            flash(_("Der Mailserver hat die Testnachricht an %(to)s angenommen.", to=address), "success")
        case Later(reason) | Refused(reason):
            flash(_("Die Testnachricht ging nicht hinaus: %(reason)s", reason=reason), "danger")
    return back
