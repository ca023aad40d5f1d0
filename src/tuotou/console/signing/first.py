"""The first page of an installation: it makes the administrator, for whoever can read where it was started."""

from __future__ import annotations

from hmac import compare_digest

from django.http.response import HttpResponseBase

from tuotou.console.page import Request, go, show
from tuotou.console.signed_in import begin
from tuotou.console.signing.forms import First
from tuotou.console.tags import words
from tuotou.operations.access.accounts import CannotAccount, first
from tuotou.operations.access.password import BadPassword
from tuotou.operations.access.set_up import is_new, set_up_code


def set_up(request: Request) -> HttpResponseBase:
    """There is one only as long as there is no account."""
    if not is_new():
        return go(request, "sign-in")
    form = First(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if not compare_digest(given["code"].strip().encode(), set_up_code().encode()):
            form.add_error("code", words("安装码不对", "that is not the set-up code"))
            return show(request, "signing/first.html", {"form": form}, 403)
        try:
            account = first(given["staff_number"], given["name"], given["password"], request.now)
        except BadPassword as error:
            form.add_error("password", words(error.zh, error.en))
        except CannotAccount as error:
            form.add_error(None, str(error))
        else:
            begin(request, account, request.now)
            return go(request, "home")
    return show(request, "signing/first.html", {"form": form})
