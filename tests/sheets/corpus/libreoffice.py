"""Files that LibreOffice wrote (`make_libreoffice.py`), kept beside, with all that is read of them."""

from datetime import date
from pathlib import Path
from typing import Any

from tests.sheets.corpus.good import at, merged_over
from tests.sheets.corpus.hostile import MACROS, ODS, OLD, PAGE, XML
from tests.sheets.told import Problem, Shown

HERE = Path(__file__).resolve().parent / "files"
DAYS = {"Sheet": [["Day", "Instant", "Short"], [2, date(2024, 3, 5), at(2024, 3, 5, 14, 30), date(2024, 12, 31)]]}
TASKS = {
    "CSV": [
        ["Task", "Percent", "Day"],
        [2, "一号任务", "45.00%", "2024-03-05"],
        [3, 'two, "2"\nlines', "60", "2024/3/6"],
    ]
}
FILES: dict[str, Any] = {
    "from_csv.xlsx": {
        "from_csv.source": [
            ["Task", "Percent", "Day"],
            [2, "一号任务", Shown(0.45, "45%"), date(2024, 3, 5)],
            [3, 'two, "2"\nlines', 60, "2024/3/6"],
        ]
    },
    "dates.xlsx": DAYS,
    "dates_1904.xlsx": DAYS,
    "percents.xlsx": {
        "Sheet": [
            ["Done", "Plain", "Exact"],
            [2, Shown(0.45, "45%"), 45, Shown(0.455, "45.5%")],
            [3, Shown(1, "100%"), 0.45, Shown(0.29, "29%")],
        ]
    },
    "merged.xlsx": {"Sheet": [["Area", "Task"], [2, "一", "a"], [3, merged_over("A2:A3"), "b"], [4, "二", "c"]]},
    "hidden.xlsx": {"Sheet": [["Task", "Done"], [2, "a", 1], [-3, "b", 2], [4, "c", 3]], "[Back]": [["x"]]},
    "formulas.xlsx": {
        "Sheet": [
            ["Sum", "Text", "Empty", "Error"],
            [2, 45, "ab", None, Problem("The error value #DIV/0!.")],
            [3, 90, "ab", None, Problem("The error value #N/A.")],
        ]
    },
    "texts.xlsx": {
        "Sheet": [
            ["Note", "Sign", "Truth"],
            [2, "one\ntwo", "'quoted", Shown(True, "TRUE")],
            [3, "  space  ", "-5", Shown(False, "FALSE")],
            [4, "emoji 😀", "@x", None],
        ]
    },
    "empty.xlsx": {"Sheet": [[]]},
    "macro_kind.xlsm": MACROS,
    "open_document.ods": ODS,
    "flat.fods": XML,
    "excel_97.xls": OLD,
    "page.html": PAGE,
    "paper.pdf": "This is a PDF: save the table as .xlsx.",
    "utf8.csv": TASKS,
    "semicolons_gb18030.csv": TASKS,
    "tabs_utf16.csv": TASKS,
    "dates.csv": {"CSV": [["Day", "Instant", "Short"], [2, "2024-03-05", "2024-03-05 14:30:00", "2024年12月31日"]]},
}
CASES = {f"LibreOffice: {name}": ((HERE / name).read_bytes, outcome) for name, outcome in FILES.items()}
