"""What the built-in templates say, in each language."""

from typing import NamedTuple


class Texts(NamedTuple):
    """The words of one language, with the tags of what is put in; between two asterisks each: bold."""

    chinese: bool
    title: tuple[str, ...]
    period: str
    demonstration: str
    opening: tuple[str, ...]
    caption: str
    columns: tuple[str, ...]
    row: str
    total: str
    table_note: str
    area: str
    no_tasks: tuple[str, ...]
    task: str
    task_facts: tuple[str, ...]
    parts: dict[str, str]
    sheet_title: str
    sheet_subtitle: str
    sheet_sentence: str
    sheet_columns: tuple[str, ...]
    sheet_heading: str
    issue_columns: tuple[str, ...]
    more_tasks: tuple[str, ...]
    more_issues: tuple[str, ...]
    sheet_note: str


FIGURES_IF = "{%p if total %}"
ZH = Texts(
    chinese=True,
    title=("{{ plan.title }}", "进展情况汇总"),
    period="（{{ round.period }}）",
    demonstration="（演示数据：示例市为虚构，与任何真实单位和个人无关）",
    opening=(
        "根据《{{ plan.title }}》，{{ round.name }}于{{ round.opened_on }}开启，{{ round.closed_on }}关闭，"
        "填报截止日期为{{ round.due_on }}。本期应填报任务{{ round.asked }}项，已填报{{ round.reported }}项"
        "{% if round.missing %}，逾期未报{{ round.missing }}项{% endif %}。",
        FIGURES_IF,
        "截至{{ as_of }}，全部{{ total.count }}项任务总体完成{{ total.done }}%，序时进度{{ total.planned }}%"
        "{% if total.behind %}，滞后{{ total.behind }}个百分点{% elif total.ahead %}，超前{{ total.ahead }}个百分点"
        "{% endif %}。其中，已办结{{ total.signals.completed }}项，"
        "正常推进{{ total.signals.on_track }}项，进度滞后{{ total.signals.behind }}项，"
        "严重滞后{{ total.signals.far_behind }}项，逾期{{ total.signals.overdue }}项，"
        "未到启动时间{{ total.signals.not_due }}项"
        "{% if total.signals.cancelled %}，已取消{{ total.signals.cancelled }}项{% endif %}。"
        "各方面情况见下表，各项任务进展情况分述如下。",
        "{%p endif %}",
    ),
    caption="各方面工作进度（截至{{ as_of }}）",
    columns=(
        "重点方面",
        "任务",
        "完成%",
        "序时%",
        "差",
        "已办结",
        "正常推进",
        "进度滞后",
        "严重滞后",
        "逾期",
        "未到启动",
        "已取消",
        "逾期未报",
    ),
    row="{{ area.number }}、{{ area.name }}",
    total="合计",
    table_note="注：“序时%”为序时进度；“差”为完成与序时进度差（个百分点）；其余各列为任务项数。",
    area="{{ area.number }}、{{ area.name }}",
    no_tasks=("{%p if not area.tasks %}", "本期无需填报的任务。", "{%p endif %}"),
    task="（{{ task.number }}）{{ task.name }}",
    task_facts=(
        "牵头处室：{{ task.lead }}。完成时限：{{ task.due_on }}。进度状态：{{ task.signal }}"
        "{% if not task.ongoing %}，完成{{ task.done }}%，序时进度{{ task.planned }}%"
        "{% if task.behind %}，滞后{{ task.behind }}个百分点{% elif task.ahead %}，超前{{ task.ahead }}个百分点"
        "{% endif %}{% endif %}。{% if task.reported %}情况截至{{ task.reported_on }}。{% endif %}",
        "{%p if not task.reported %}",
        "**逾期未报。**{% if task.last_reported_on %}最近一次填报的情况截至{{ task.last_reported_on }}。{% endif %}",
        "{%p endif %}",
        "{%p if task.no_change %}",
        "**无新进展。**",
        "{%p endif %}",
    ),
    parts={
        "progress": "**{{{{ {part}.number }}}}．工作进展。**{{{{ {part}.first }}}}",
        "problems": "**{{{{ {part}.number }}}}．存在问题。**{{{{ {part}.first }}}}",
        "needs": "**{{{{ {part}.number }}}}．需协调事项。**{{{{ {part}.first }}}}",
        "next_steps": "**{{{{ {part}.number }}}}．下一步。**{{{{ {part}.first }}}}",
    },
    sheet_title="{{ sheet.leader }}分管任务进展情况",
    sheet_subtitle="{{ sheet.plan }}　{{ round.period }}{% if plan.demonstration %}　（演示数据）{% endif %}",
    sheet_sentence=(
        "截至{{ as_of }}，分管任务{{ sheet.count }}项：已办结{{ sheet.signals.completed }}项，"
        "正常推进{{ sheet.signals.on_track }}项，进度滞后{{ sheet.signals.behind }}项，"
        "严重滞后{{ sheet.signals.far_behind }}项，逾期{{ sheet.signals.overdue }}项，"
        "未到启动时间{{ sheet.signals.not_due }}项；本期逾期未报{{ sheet.missing }}项。"
    ),
    sheet_columns=("编号", "重点任务", "牵头处室", "进度状态", "完成%", "序时%", "差", "最新进展"),
    sheet_heading="存在问题和需协调事项{% if not sheet.issues %}：无{% endif %}",
    issue_columns=("编号", "重点任务", "存在问题", "需协调事项"),
    more_tasks=("{%p if sheet.more_tasks %}", "另有{{ sheet.more_tasks }}项任务未列出。", "{%p endif %}"),
    more_issues=(
        "{%p if sheet.more_issues %}",
        "另有{{ sheet.more_issues }}项任务反映问题或需协调事项，未列出。",
        "{%p endif %}",
    ),
    sheet_note="注：“差”为完成与序时进度差（个百分点）；过长的内容以“…”省略，全文见进展情况汇总。",
)
EN = Texts(
    chinese=False,
    title=("{{ plan.title }}", "Summary of progress"),
    period="({{ round.period }})",
    demonstration="(Demonstration: Sample City does not exist)",
    opening=(
        "Under “{{ plan.title }}”, the {{ round.name }} was opened on {{ round.opened_on }} and closed on "
        "{{ round.closed_on }}; reports were due on {{ round.due_on }}. Asked for: {{ round.asked }}. "
        "Reported: {{ round.reported }}. Not reported: {{ round.missing }}.",
        FIGURES_IF,
        "As of {{ as_of }}, {{ total.done }}% of all {{ total.count }} tasks is done, {{ total.planned }}% was "
        "planned: a gap of {{ total.gap }} points. Completed: {{ total.signals.completed }}; on track: "
        "{{ total.signals.on_track }}; behind: {{ total.signals.behind }}; far behind: "
        "{{ total.signals.far_behind }}; overdue: {{ total.signals.overdue }}; not due: {{ total.signals.not_due }}"
        "{% if total.signals.cancelled %}; cancelled: {{ total.signals.cancelled }}{% endif %}. "
        "The table shows each area; the tasks follow one by one.",
        "{%p endif %}",
    ),
    caption="Progress by priority area, as of {{ as_of }}",
    columns=(
        "Priority area",
        "Tasks",
        "Done %",
        "Plan %",
        "Gap",
        "Completed",
        "On track",
        "Behind",
        "Far behind",
        "Overdue",
        "Not due",
        "Cancelled",
        "Not reported",
    ),
    row="{{ area.number }}. {{ area.name }}",
    total="Total",
    table_note="Plan %: planned percent. Gap: done less planned, in points. The other columns count tasks.",
    area="{{ area.number }}. {{ area.name }}",
    no_tasks=("{%p if not area.tasks %}", "No task was asked for.", "{%p endif %}"),
    task="({{ task.number }}) {{ task.name }}",
    task_facts=(
        "Lead division: {{ task.lead }}. Deadline: {{ task.due_on }}. Signal: {{ task.signal }}"
        "{% if not task.ongoing %}; {{ task.done }}% done, {{ task.planned }}% planned, gap {{ task.gap }} points"
        "{% endif %}.{% if task.reported %} As of {{ task.reported_on }}.{% endif %}",
        "{%p if not task.reported %}",
        "**Not reported.**{% if task.last_reported_on %} "
        "The last report is as of {{ task.last_reported_on }}.{% endif %}",
        "{%p endif %}",
        "{%p if task.no_change %}",
        "**No change.**",
        "{%p endif %}",
    ),
    parts={
        "progress": "**{{{{ {part}.number }}}}. Progress.** {{{{ {part}.first }}}}",
        "problems": "**{{{{ {part}.number }}}}. Problems.** {{{{ {part}.first }}}}",
        "needs": "**{{{{ {part}.number }}}}. Coordination needed.** {{{{ {part}.first }}}}",
        "next_steps": "**{{{{ {part}.number }}}}. Next steps.** {{{{ {part}.first }}}}",
    },
    sheet_title="Tasks in the charge of {{ sheet.leader }}",
    sheet_subtitle="{{ sheet.plan }}, {{ round.period }}{% if plan.demonstration %} (demonstration){% endif %}",
    sheet_sentence=(
        "As of {{ as_of }}, {{ sheet.count }} tasks. Completed: {{ sheet.signals.completed }}; on track: "
        "{{ sheet.signals.on_track }}; behind: {{ sheet.signals.behind }}; far behind: {{ sheet.signals.far_behind }}; "
        "overdue: {{ sheet.signals.overdue }}; not due: {{ sheet.signals.not_due }}. "
        "Not reported in this round: {{ sheet.missing }}."
    ),
    sheet_columns=("No.", "Task", "Lead", "Signal", "Done", "Plan", "Gap", "Latest progress"),
    sheet_heading="Problems and coordination needed{% if not sheet.issues %}: none{% endif %}",
    issue_columns=("No.", "Task", "Problems", "Coordination needed"),
    more_tasks=("{%p if sheet.more_tasks %}", "And {{ sheet.more_tasks }} more tasks.", "{%p endif %}"),
    more_issues=(
        "{%p if sheet.more_issues %}",
        "And {{ sheet.more_issues }} more tasks with problems or needs.",
        "{%p endif %}",
    ),
    sheet_note="Done and planned in percent; gap: done less planned, in points. What is too long ends in “…”: the "
    "summary has all of it.",
)
TEXTS = {"zh-hans": ZH, "en": EN}
