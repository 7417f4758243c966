"""What a desk does from a mailed link: reading and answering an enquiry, and showing that it is reached."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from directory.asking import reachability
from directory.asking.mailed_links import MailedLink
from directory.enquiries import relaying
from directory.enquiries.forms import BlockForm, MessageForm
from directory.enquiries.views import newer, seen
from directory.gate.channels import places_to_report
from directory.models import DeskTest, EnquiryLink
from directory.rights import permissions
from directory.rights.methods import require_http_methods

ANSWER_LINK = MailedLink(
    "desk_answer", mail_new_link=relaying.renew, kept_template="directory/enquiries/kept.html"
)
TEST_LINK = MailedLink(
    "desk_test", mail_new_link=reachability.renew, kept_template="directory/enquiries/test_kept.html"
)


@permissions.by_link
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest) -> HttpResponse:
    link = _link(request)
    if link is None:
        return ANSWER_LINK.not_valid(request)
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
            # What was typed is given back, for nothing of it is kept here.
            return ANSWER_LINK.not_valid(request, typed=form.cleaned_data["body"])
        except relaying.Newer:
            form.add_error(None, newer())
            status = 409
        else:
            return ANSWER_LINK.was_used()
    elif link.used_at:
        return ANSWER_LINK.not_valid(request)
    context = {
        "enquiry": enquiry,
        "thread": list(enquiry.messages.seen_by(is_desk=True)),
        "is_desk": True,
        "by_link": True,
        "form": form,
        "places": places_to_report(request),
    }
    return render(request, "directory/enquiries/enquiry.html", context, status=status)


@permissions.by_link
@require_http_methods(["GET", "HEAD", "POST"])
def block(request: HttpRequest) -> HttpResponse:
    link = _link(request)
    if link is None or link.used_at:
        return ANSWER_LINK.not_valid(request)
    form = BlockForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            relaying.block(link.enquiry, by=None, reason=form.reported, link=link)
        except relaying.EnquiryNotOpen:
            return ANSWER_LINK.not_valid(request)
        return ANSWER_LINK.was_used()
    context = {"form": form, "enquiry": link.enquiry, "by_link": True, "places": places_to_report(request)}
    return render(request, "directory/enquiries/block.html", context)


def _link(request: HttpRequest) -> EnquiryLink | None:
    """The link by which the desk came, where its enquiry is open; None for any other.

    A link that was used is found for a sent form only, for that may be the same form for the second time.
    """
    links = EnquiryLink.objects.with_token(ANSWER_LINK.token_of(request)).whole()
    if request.method != "POST":
        links = links.open()
    return links.select_related(
        "enquiry__contact_point__organisation", "enquiry__organisation", "enquiry__sender"
    ).first()


# Is the desk reached?


@permissions.by_link
@require_http_methods(["GET", "HEAD", "POST"])
def test(request: HttpRequest) -> HttpResponse:
    tests = DeskTest.objects.with_token(TEST_LINK.token_of(request)).open().that_count()
    desk_test = tests.select_related("contact_point__organisation").first()
    # Programs that scan mail open each link: only a form that somebody sends shows that the desk is reached.
    if desk_test is None or (request.method == "POST" and not reachability.reached(desk_test)):
        return TEST_LINK.not_valid(request)
    if request.method == "POST":
        return TEST_LINK.was_used()
    return render(request, "directory/enquiries/test.html", {"desk": desk_test.contact_point})
