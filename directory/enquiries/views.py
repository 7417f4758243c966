"""Enquiries as people with an account see them: those they wrote, and those to desks of their organisations."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from directory.enquiries import relaying
from directory.enquiries.forms import BlockForm, DeskChoiceForm, MessageForm, NewEnquiryForm
from directory.gate.channels import places_to_report
from directory.gate.form_keys import sent_once
from directory.models import ContactPoint, Enquiry, Representative
from directory.rights import permissions
from directory.rights.methods import require_http_methods, require_POST, require_safe

SHOWN = 100  # of each list; more than that nobody reads on one page


@permissions.signed_in
@require_safe
def enquiries(request: HttpRequest) -> HttpResponse:
    written = Enquiry.objects.of(request.user).with_last_state().order_by("-changed_at")
    received = Enquiry.objects.to_desks_of(request.user).select_related("contact_point", "organisation")
    context = {"written": written[:SHOWN], "received": received.order_by("-changed_at")[:SHOWN]}
    return render(request, "directory/enquiries/enquiries.html", context)


@permissions.signed_in
@sent_once
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    desk = _desk(request)
    form = NewEnquiryForm(request.POST if request.method == "POST" else None, desk=desk, user=request.user)
    # Looked up before the form is checked: a sender who was blocked meanwhile is told so, whatever was typed.
    obstacle, status = _obstacle(request, desk), 200
    if request.method == "POST" and obstacle:
        status = 403
    elif form.is_valid():
        organisation = form.cleaned_data.get("organisation")
        way = relaying.way_of(request.user, desk=desk, organisation=organisation)
        if way != relaying.MessageWay.REFUSED:
            try:
                enquiry = relaying.write(
                    desk,
                    key=form.cleaned_data["key"],
                    by=request.user,
                    organisation=organisation,
                    subject=form.cleaned_data["subject"],
                    body=form.cleaned_data["body"],
                    address=form.shown_address,
                    is_from_official=form.is_from_official,
                    is_held=way == relaying.MessageWay.TO_SECRETARIAT,
                )
            except relaying.SentOtherwise:
                form.begin_another()
                status = 409
            except (relaying.Blocked, relaying.EnquiryNotOpen):
                form.add_error(None, _("This message could not be sent. Open the page again."))
                status = 409
            else:
                messages.success(request, sent(way))
                return redirect("directory:enquiry", enquiry.pk)
        else:
            form.add_error(None, too_many())
            status = 429
    context = {"form": form, "desk": desk, "obstacle": obstacle, "places": places_to_report(request)}
    return render(request, "directory/enquiries/new.html", context, status=status)


@permissions.signed_in
@sent_once
@require_http_methods(["GET", "HEAD", "POST"])
def enquiry(request: HttpRequest, pk: str) -> HttpResponse:
    """The messages of one enquiry, and writing the next one, for the sender and for the desk's organisation."""
    enquiry = _enquiry(request, pk)
    is_desk = enquiry.sender_id != request.user.pk
    desk = enquiry.contact_point
    # The address that the writer may choose to show: the desk's, where one writes for it.
    address = (desk.mailbox if is_desk and desk else "") or request.user.email
    form = MessageForm(request.POST if request.method == "POST" else None, address=address)
    obstacle, status = _obstacle_to_next(request, enquiry, is_desk=is_desk), 200
    if request.method == "POST" and obstacle:
        status = 403
    elif form.is_valid():
        status = _add(request, enquiry, form, is_desk=is_desk)
        if not status:
            return redirect("directory:enquiry", enquiry.pk)
    context = {
        "enquiry": enquiry,
        "thread": list(enquiry.messages.seen_by(is_desk=is_desk)),
        "is_desk": is_desk,
        "is_blocked": is_desk and enquiry.is_open and desk.blocks.filter(sender=enquiry.sender_id).exists(),
        "form": form,
        "obstacle": obstacle,
        "places": places_to_report(request),
    }
    return render(request, "directory/enquiries/enquiry.html", context, status=status)


def _add(request: HttpRequest, enquiry: Enquiry, form: MessageForm, *, is_desk: bool) -> int:
    """Add the message. Returns 0 where that was done, else the HTTP status of the page that says why not."""
    if is_desk:
        way = relaying.MessageWay.TO_DESK if relaying.may_answer(enquiry) else relaying.MessageWay.REFUSED
    else:
        way = relaying.way_of(request.user, desk=enquiry.contact_point, organisation=enquiry.organisation)
    if way == relaying.MessageWay.REFUSED:
        form.add_error(None, too_many())
        return 429
    try:
        relaying.add(
            enquiry,
            by=request.user,
            is_from_desk=is_desk,
            body=form.cleaned_data["body"],
            address=form.shown_address,
            seen=seen(request),
            is_held=way == relaying.MessageWay.TO_SECRETARIAT,
        )
    except relaying.Newer:
        form.add_error(None, newer())
        return 409
    except (relaying.Blocked, relaying.EnquiryNotOpen):
        form.add_error(None, _("This message could not be sent. Open the page again."))
        return 409
    messages.success(request, sent(way))
    return 0


@permissions.signed_in
@sent_once
@require_http_methods(["GET", "HEAD", "POST"])
def block(request: HttpRequest, pk: str) -> HttpResponse:
    enquiry = _received(request, pk)
    form = BlockForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            relaying.block(enquiry, by=request.user, reason=form.reported)
        except relaying.EnquiryNotOpen:
            raise Http404 from None
        messages.success(request, _("The desk takes no more messages from this sender."))
        return redirect("directory:enquiry", enquiry.pk)
    context = {"form": form, "enquiry": enquiry, "places": places_to_report(request)}
    return render(request, "directory/enquiries/block.html", context)


@permissions.signed_in
@require_POST
def unblock(request: HttpRequest, pk: str) -> HttpResponse:
    enquiry = _received(request, pk)
    relaying.unblock(enquiry)
    messages.success(request, _("The desk takes messages from this sender again."))
    return redirect("directory:enquiry", enquiry.pk)


def sent(way: relaying.MessageWay) -> str:
    if way == relaying.MessageWay.TO_SECRETARIAT:
        return _(
            "The secretariat reads your message first. You get an e-mail when it is passed on, or if it is not."
        )
    return _("Your message is on its way.")


def too_many() -> str:
    return _("Many messages were sent today. Please try again tomorrow.")


def newer() -> str:
    return _("Somebody wrote while this page was open. Read it first, then send yours if it still fits.")


def seen(request: HttpRequest) -> int:
    """How many messages the page showed that the form was on; -1, which is never right, where it does not say."""
    typed = request.POST.get("seen", "")
    # isdigit() alone holds for digits of every script, and for superscripts, which int() refuses.
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else -1


def _desk(request: HttpRequest) -> ContactPoint:
    """The desk that the address names; 404 where there is none that this person may see."""
    form = DeskChoiceForm(request.GET)
    desks = ContactPoint.objects.visible_to(request.user).select_related("organisation")
    return get_object_or_404(desks, slug=form.cleaned_data["desk"] if form.is_valid() else "")


def _obstacle(request: HttpRequest, desk: ContactPoint) -> str:
    """Why this person cannot write to the desk, in words; "" where nothing is in the way."""
    if Representative.objects.current().of(request.user).filter(organisation=desk.organisation_id).exists():
        return _("This is a desk of an organisation that you speak for.")
    if relaying.is_blocked(request.user, desk=desk):
        return _("This desk takes no messages from you.")
    if not relaying.can_be_told(desk):
        return _("This desk takes no messages through this site.")
    return ""


def _obstacle_to_next(request: HttpRequest, enquiry: Enquiry, *, is_desk: bool) -> str:
    if enquiry.forgotten_at:
        return _("What was written here has been deleted, because nobody wrote for 90 days.")
    if not enquiry.is_open:
        return _("The other side is not in the directory any more.")
    if is_desk:
        return ""
    if not ContactPoint.objects.visible_to(request.user).filter(pk=enquiry.contact_point_id).exists():
        return _("You cannot write to this desk any more.")
    return _obstacle(request, enquiry.contact_point)


def _enquiry(request: HttpRequest, pk: str) -> Enquiry:
    enquiries = Enquiry.objects.visible_to(request.user)
    return get_object_or_404(
        enquiries.select_related("contact_point__organisation", "organisation", "sender"), pk=pk
    )


def _received(request: HttpRequest, pk: str) -> Enquiry:
    """An enquiry to a desk that this person speaks for, from somebody else whose account still exists."""
    received = Enquiry.objects.to_desks_of(request.user).exclude(sender=request.user).exclude(sender=None)
    return get_object_or_404(received.kept().select_related("contact_point", "organisation", "sender"), pk=pk)
