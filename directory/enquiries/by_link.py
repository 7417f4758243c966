"""What a desk does from a mailed link: reading and answering an enquiry, and showing that it is reached."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.asking import reachability
from directory.enquiries import relaying
from directory.enquiries.forms import BlockForm, MessageForm
from directory.enquiries.views import newer, seen
from directory.gate.channels import channel_of
from directory.mail import links
from directory.models import DeskTest, EnquiryLink
from directory.rights import permissions

ANSWER, TEST = "desk_answer", "desk_test"  # the pages, by name


@permissions.by_link
@require_safe
def open_answer(request: HttpRequest, token: str) -> HttpResponse:
    return links.enter(token, page=ANSWER)


@permissions.by_link
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest) -> HttpResponse:
    link = _link(request)
    if link is None:
        return links.not_valid(request, page=ANSWER)
    enquiry, status = link.enquiry, 200
    form = MessageForm(
        request.POST if request.method == "POST" else None, address=enquiry.contact_point.mailbox
    )
    if form.is_valid():
        try:
            relaying.add(
                enquiry,
                by=None,
                is_from_desk=True,
                body=form.cleaned_data["body"],
                address=form.shown_address,
                seen=seen(request),
                link=link,
            )
        except relaying.EnquiryNotOpen:
            return links.not_valid(request, page=ANSWER, typed=form.cleaned_data["body"])
        except relaying.Newer:
            form.add_error(None, newer())
            status = 409
        else:
            return links.leave(redirect("directory:desk_answer_kept"), page=ANSWER)
    elif link.used_at:
        return links.not_valid(request, page=ANSWER)
    context = {
        "enquiry": enquiry,
        "thread": list(enquiry.messages.all()),
        "is_desk": True,
        "by_link": True,
        "form": form,
        "channel": channel_of(request),
    }
    return render(request, "directory/enquiries/enquiry.html", context, status=status)


@permissions.by_link
@require_http_methods(["GET", "HEAD", "POST"])
def block(request: HttpRequest) -> HttpResponse:
    link = _link(request)
    if link is None or link.used_at:
        return links.not_valid(request, page=ANSWER)
    form = BlockForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            relaying.block(link.enquiry, by=None, reason=form.reported, link=link)
        except relaying.EnquiryNotOpen:
            return links.not_valid(request, page=ANSWER)
        return links.leave(redirect("directory:desk_answer_kept"), page=ANSWER)
    context = {"form": form, "enquiry": link.enquiry, "by_link": True, "channel": channel_of(request)}
    return render(request, "directory/enquiries/block.html", context)


@permissions.by_link
@require_POST
def renew_answer(request: HttpRequest) -> HttpResponse:
    relaying.renew(links.token_of(request, page=ANSWER))
    return links.leave(render(request, "directory/by_link/renewed.html"), page=ANSWER)


@permissions.by_link
@require_safe
def answer_kept(request: HttpRequest) -> HttpResponse:
    return render(request, "directory/enquiries/kept.html")


def _link(request: HttpRequest) -> EnquiryLink | None:
    """The link by which somebody came, if it can be used; one that was used only to tell a form that was sent twice."""
    token = links.token_of(request, page=ANSWER)
    kept = EnquiryLink.objects.with_token(token).whole()
    if request.method != "POST":
        kept = kept.open()
    return kept.select_related(
        "enquiry__contact_point__organisation", "enquiry__organisation", "enquiry__sender"
    ).first()


# Is the desk reached?


@permissions.by_link
@require_safe
def open_test(request: HttpRequest, token: str) -> HttpResponse:
    return links.enter(token, page=TEST)


@permissions.by_link
@require_http_methods(["GET", "HEAD", "POST"])
def test(request: HttpRequest) -> HttpResponse:
    asked = DeskTest.objects.with_token(links.token_of(request, page=TEST)).open().that_count()
    found = asked.select_related("contact_point__organisation").first()
    if found is None or (request.method == "POST" and not reachability.reached(found)):
        return links.not_valid(request, page=TEST)
    if request.method == "POST":
        return links.leave(redirect("directory:desk_test_kept"), page=TEST)
    return render(request, "directory/enquiries/test.html", {"desk": found.contact_point})


@permissions.by_link
@require_POST
def renew_test(request: HttpRequest) -> HttpResponse:
    reachability.renew(links.token_of(request, page=TEST))
    return links.leave(render(request, "directory/by_link/renewed.html"), page=TEST)


@permissions.by_link
@require_safe
def test_kept(request: HttpRequest) -> HttpResponse:
    return render(request, "directory/enquiries/test_kept.html")
