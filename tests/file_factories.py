"""Rows of files for tests: evidence, uploads, templates and exports."""

from hashlib import sha256
from typing import Any

import factory

from evidence.models import Evidence, StoredFile
from exchange.models import DocumentTemplate, Export, Upload
from foundation import clock, private_files
from tests.factories import Factory, PlanFactory, UserFactory


class UploadFactory(Factory):
    """A workbook of reports that waits for its owner's word; nothing lies in the store."""

    class Meta:
        model = Upload

    by = factory.SubFactory(UserFactory)
    plan = factory.SubFactory(PlanFactory)
    kind = Upload.Kind.REPORTS
    filename = "tasks.xlsx"
    size = 1
    sha256 = "0" * 64
    uploaded_at = factory.LazyFunction(clock.now)


class DocumentTemplateFactory(Factory):
    """Back to the built-in template of a round's summary in English."""

    class Meta:
        model = DocumentTemplate

    kind = DocumentTemplate.Kind.ROUND
    language = "en"
    set_at = factory.LazyFunction(clock.now)
    by = factory.SubFactory(UserFactory)


class ExportFactory(Factory):
    """A file that waits to be made; made on the tests' day where its content is given: `made=b"…"`."""

    class Meta:
        model = Export

    by = factory.SubFactory(UserFactory)
    plan = factory.SubFactory(PlanFactory)
    list = Export.List.TASKS
    format = Export.Format.CSV
    language = "en"
    asked_at = factory.LazyFunction(clock.now)

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Export:
        content: bytes = kwargs.pop("made", b"")
        if content:
            kwargs |= {"file": private_files.keep(content), "size": len(content), "rows_total": 1, "rows_done": 1}
            kwargs = {"started_at": clock.now(), "beat_at": clock.now(), "finished_at": clock.now()} | kwargs
        export: Export = super()._create(model_class, *args, **kwargs)
        return export


class StoredFileFactory(Factory):
    """Bytes in the store, each time others."""

    class Meta:
        model = StoredFile

    class Params:
        content = factory.Sequence(lambda n: b"Minutes %d\n" % n)

    sha256 = factory.LazyAttribute(lambda file: sha256(file.content).hexdigest())
    size = factory.LazyAttribute(lambda file: len(file.content))
    media_type = "text/plain; charset=utf-8"
    name = factory.LazyAttribute(lambda file: private_files.keep(file.content))


class EvidenceFactory(Factory):
    """A text that proves a report or an event: give `update=` or `event=`."""

    class Meta:
        model = Evidence

    file = factory.SubFactory(StoredFileFactory)
    filename = "minutes.txt"
    by = factory.SubFactory(UserFactory)
    added_at = factory.LazyFunction(clock.now)
