"""Files on their way: exports being made, uploads being looked at, the office's own document templates."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from foundation.constraints import one_of
from foundation.text import LineField
from priorities.models import Plan


class Export(models.Model):
    """A long list on its way into a file. Waiting, being made, made or failed, as its instants say.

    `query`: the filters, columns and order of the page, as in its address. `file`: its name in the private store.
    """

    class List(models.TextChoices):
        TASKS = "tasks", _("Tasks")
        UPDATES = "updates", _("Progress updates")
        EVENTS = "events", _("Events")
        INDICATORS = "indicators", _("Indicators")
        LEADERS = "leaders", _("Leaders")

    class Format(models.TextChoices):
        XLSX = "xlsx", "Excel"
        CSV = "csv", "CSV"

    by = models.ForeignKey(User, models.CASCADE, related_name="exports")
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    list = models.CharField(max_length=20, choices=List.choices)
    format = models.CharField(max_length=10, choices=Format.choices)
    language = models.CharField(max_length=10)
    query = models.TextField(blank=True)
    rows_done = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(null=True)
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)  # the last sign of life of who makes it
    finished_at = models.DateTimeField(null=True)
    failed = models.BooleanField(default=False)
    file = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ("-asked_at", "-id")
        constraints = (
            one_of("list", ["tasks", "updates", "events", "indicators", "leaders"], "export_list_known"),
            one_of("format", ["xlsx", "csv"], "export_format_known"),
            one_of("language", ["en", "zh-hans"], "export_language_known"),
        )
        indexes = (models.Index(fields=["finished_at", "asked_at"], name="export_waiting"),)

    def __str__(self) -> str:
        return f"{self.list}.{self.format}"


class Upload(models.Model):
    """A workbook that was checked and shown, and waits for its owner's word; kept afterwards as what was taken in.

    `seen`: the newest report there was when it was shown. `result`: what was written, by kind of outcome. `choices`:
    what was chosen for names that are not known, by the kind of thing and the name as the file has it. `begun_at`,
    `rows_done`, `rows_total`: how far a long one is that is being taken in.
    """

    class Kind(models.TextChoices):
        REPORTS = "reports", _("Reports")
        PLAN = "plan", _("Plan")
        EVENTS = "events", _("Register of events")

    by = models.ForeignKey(User, models.PROTECT, related_name="uploads")
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    filename = LineField(_("file name"), max_length=200)
    file = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField()
    seen = models.PositiveBigIntegerField(default=0)
    committed_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(default=dict, blank=True)
    choices = models.JSONField(default=dict, blank=True)
    begun_at = models.DateTimeField(null=True, blank=True)
    rows_done = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-uploaded_at", "-id")
        constraints = (
            one_of("kind", ["reports", "plan", "events"], "upload_kind_known"),
            models.CheckConstraint(
                condition=~Q(kind__in=["reports", "events"]) | Q(plan__isnull=False),
                name="upload_reports_are_of_a_plan",
            ),
        )

    def __str__(self) -> str:
        return self.filename


class DocumentTemplate(models.Model):
    """The office's own template of a Word document; the newest of its kind is used. No `file`: back to the built-in."""

    class Kind(models.TextChoices):
        ROUND = "round", _("Summary of a round")
        LEADER = "leader", _("Sheet for a leader in charge")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    language = models.CharField(max_length=10)
    filename = LineField(_("file name"), max_length=200, blank=True)
    file = models.CharField(max_length=100, blank=True)
    set_at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-set_at", "-id")
        verbose_name = _("document template")
        verbose_name_plural = _("document templates")
        constraints = (
            one_of("kind", ["round", "leader"], "document_template_kind_known"),
            one_of("language", ["en", "zh-hans"], "document_template_language_known"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.language}"
