"""The tree of the organisation, opened branch by branch."""

from __future__ import annotations

from django.http.response import HttpResponseBase

from tuotou.console.organisation.branch import branches, roots
from tuotou.console.page import Request, refuse, show
from tuotou.store.organisation import Organisation


def tree(request: Request) -> HttpResponseBase:
    """The top, opened, and what belongs to it."""
    here = Organisation.at(request.now)
    tops = roots(here, request.member.sight)
    top = branches(here, tops[:200])
    first = branches(here, here.children.get(tops[0], ())) if tops else []
    context = {"tops": top, "first": first, "more": len(tops) - len(top), "all": len(here.units)}
    return show(request, "organisation/tree.html", context)


def branch(request: Request, code: str) -> HttpResponseBase:
    """What belongs to one unit: a part of the tree."""
    if not request.member.sight.sees(code):
        return refuse(request, 404)
    here = Organisation.at(request.now)
    return show(request, "organisation/branch.html", {"branches": branches(here, here.children.get(code, ()))})
