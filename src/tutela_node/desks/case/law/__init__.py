"""The law tab: facts without programming, the library's answer as a page, questions answered by a button.

Flow: `facts_form` turns a sent form into a facts file (`tutela.facts/1`) and back; `desks.answers` composes the
library's page from it, outside any act, and prepares that page, fresh or attached, for one template; `questions` puts
an answered question into the facts; `views` are the pages.
"""
