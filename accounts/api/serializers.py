"""The shapes of who is who, for the documentation."""

from rest_framework import serializers

from accounts.models import Division
from foundation.rest.shape import Shown


class DivisionSerializer(Shown):
    """A division of the office."""

    parent = serializers.CharField(  # type: ignore[assignment]  # a field of that name hides the serializer's own parent
        allow_null=True, help_text="Code of the division it stands under."
    )

    class Meta:
        model = Division
        fields = ("code", "name_en", "name_zh", "order", "parent", "demonstration")
