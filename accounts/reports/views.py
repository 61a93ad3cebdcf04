"""The pages of the outbox: what was mailed about this account while no mail server is set."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from iamconsole.console.views import ROWS_PER_PAGE, ConsoleView


class OutboxPage(ConsoleView):
    """Mails, newest first."""

    template_name = "accounts/reports/outbox.html"
    title = "Outbox"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        asked = {"Marker": request.GET["marker"]} if request.GET.get("marker") else {}
        mails = self.panel("iamconsole", "ListMail", {**asked, "MaxItems": ROWS_PER_PAGE})
        return self.show(
            {
                "lede": "Mail about this account that was kept here instead of being sent.",
                "mails": mails,
                "mail_is_sent": bool(settings.EMAIL_URL),
                "first_url": self.first_url(),
                "next_url": self.next_url(mails.result),
            }
        )


class MailPage(ConsoleView):
    """One mail as text. Its HTML part is never rendered here: it would have the rights of the console."""

    template_name = "accounts/reports/mail.html"

    def get(self, _request: HttpRequest, mail_id: str) -> HttpResponseBase:
        found = self.invoke("iamconsole", "GetMail", {"MailId": mail_id})
        return self.show(
            {"title": found["Mail"]["Subject"] or "No subject", "mail": found["Mail"], "text": found["Text"]}
        )


class MailDownload(ConsoleView):
    """The mail as a file for a mail program."""

    def get(self, _request: HttpRequest, mail_id: str) -> HttpResponseBase:
        found = self.invoke("iamconsole", "GetMail", {"MailId": mail_id})
        return HttpResponse(
            found["Source"],
            headers={
                "Content-Type": "message/rfc822",
                "Content-Disposition": f'attachment; filename="{mail_id}.eml"',
                "X-Content-Type-Options": "nosniff",
            },
        )
