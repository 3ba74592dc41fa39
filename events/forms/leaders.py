"""The form of a municipal leader, with a row for each post held."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events.models import Leader, LeaderPost
from events.services import Post
from foundation.filters import DayField

SPARE_POSTS = 2
MOST_POSTS = 40


class LeaderForm(forms.ModelForm):
    """The names; the service checks the whole."""

    class Meta:
        model = Leader
        fields = ("name_zh", "name_en")

    def _post_clean(self) -> None:
        """Nothing: the service checks."""

    def take_errors(self, error: ValidationError) -> None:
        """Put what the service refused beside its field, that of a post above the form."""
        for name, found in getattr(error, "error_dict", {"__all__": [error]}).items():
            self.add_error(name if name in self.fields else None, list(found))


class PostForm(forms.ModelForm):
    """One post; ticked to go, or all empty, it is not there."""

    from_on = DayField(label=_("From"))
    until_on = DayField(label=_("Until"), required=False, help_text=_("Empty: still held."))
    gone = forms.BooleanField(label=_("Remove"), required=False)

    class Meta:
        model = LeaderPost
        fields = ("body", "title_zh", "title_en", "rank", "from_on", "until_on")

    def _post_clean(self) -> None:
        """Nothing: the service checks."""

    def post(self) -> Post | None:
        """What the cleaned row says; None for an empty one or one to go."""
        said = {name: self.cleaned_data.get(name) for name in self.Meta.fields}
        if self.cleaned_data.get("gone") or not said["body"]:
            return None
        return Post(**said)  # type: ignore[arg-type]  # required fields are there, or the form is not valid


class PostFormSet(forms.BaseFormSet):
    """The posts of one leader."""

    def posts(self) -> list[Post]:
        """What the cleaned rows say."""
        return [post for form in self.forms if (post := form.post()) is not None]


def post_formset(data: Any = None, *, posts: Iterable[LeaderPost] = ()) -> PostFormSet:
    """The rows for these posts, and some to spare."""
    factory: Any = forms.formset_factory(
        PostForm, formset=PostFormSet, extra=SPARE_POSTS, max_num=MOST_POSTS, absolute_max=MOST_POSTS
    )
    names = PostForm.Meta.fields
    initial = None if data is not None else [{name: getattr(post, name) for name in names} for post in posts]
    rows: PostFormSet = factory(data, prefix="post", initial=initial)
    return rows
