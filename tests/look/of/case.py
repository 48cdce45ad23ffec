"""The desk of cases."""

from __future__ import annotations

from tests.look.cases import case_list, case_page
from tests.look.page import Page

PAGES = [
    Page("cases", case_list, quick=True),
    Page("cases-none", "/cases/?urgent=on&kind=performance"),
    Page("cases-nobody", "/cases/", "helper"),
    Page("case-new", "/cases/new"),
    Page("case-my-tasks", "/cases/tasks"),
    Page("case-search", "/cases/search"),
    Page("case", case_page(), quick=True),
    Page("case-refused", case_page(), "supervisor", status=403),
    Page("case-unread", case_page("manage/"), "supervisor"),
    Page("case-emergency", case_page("emergency"), "receiving"),
    Page("case-change", case_page("change")),
    Page("case-persons", case_page("persons")),
    Page("case-person-add", case_page("persons/add")),
    Page("case-person", case_page("persons/{person}")),
    Page("case-accounts", case_page("accounts")),
    Page("case-account", case_page("accounts/{account}")),
    Page("case-notes", case_page("notes")),
    Page("case-task", case_page("tasks/add")),
    Page("case-member", case_page("team/add")),
    Page("case-time-line", case_page("timeline")),
    Page("case-law", case_page("law/")),
    Page("case-facts", case_page("law/facts")),
    Page("case-measure", case_page("law/facts/measure")),
    Page("case-import", case_page("law/facts/import")),
    Page("case-answer", case_page("law/answer"), quick=True),
    Page("case-attached", case_page("law/answers/{answer}")),
    Page("case-manage", case_page("manage/")),
    Page("case-hand-over", case_page("manage/hand-over")),
    Page("case-hold-lift", case_page("manage/holds/{hold}/lift")),
    Page("case-erase", case_page("manage/erase")),
]
