"""Names of countries and regions that differ from the library's (django-countries): how the office writes them.

The library's Chinese has mistakes in some and long or outdated forms in others; the English of a few is not what the
office uses. What stands here goes through this project's own translations.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES: dict[str, str | Promise] = {
    "HK": _("Hong Kong, China"),
    "MO": _("Macao, China"),
    "TW": _("Taiwan, China"),
    "AE": _("United Arab Emirates"),
    "AS": _("American Samoa"),
    "BS": _("Bahamas"),
    "CC": _("Cocos (Keeling) Islands"),
    "CD": _("Democratic Republic of the Congo"),
    "CF": _("Central African Republic"),
    "CG": _("Congo"),
    "DM": _("Dominica"),
    "DO": _("Dominican Republic"),
    "KG": _("Kyrgyzstan"),
    "KM": _("Comoros"),
    "KP": _("Democratic People's Republic of Korea"),
    "KR": _("Republic of Korea"),
    "LR": _("Liberia"),
    "MK": _("North Macedonia"),
    "ML": _("Mali"),
    "MN": _("Mongolia"),
    "NP": _("Nepal"),
    "SJ": _("Svalbard and Jan Mayen"),
    "SR": _("Suriname"),
    "TJ": _("Tajikistan"),
    "TT": _("Trinidad and Tobago"),
    "WS": _("Samoa"),
}
