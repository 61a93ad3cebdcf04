'''List pages: a table of any length with search, sort, pages, columns, files, and actions on many rows.

A feature declares its list in `lists.py`; everything else is here.

    class GroupsPage(ListPage):
        """The groups of the account."""

        title, lede = "User groups", "Users who share the same permissions."
        key, nouns = "groups", ("group", "groups")
        operation = ("iam", "ListGroups")
        columns = (
            Column("name", "Group name", lambda group: cells.link(group.name, url(group)), sort=("name_key",)),
            Column("users", "Users", lambda group: cells.number(group.members), amount=True),
            Column("created", "Created", lambda group: cells.day(group.created), sort=("created",)),
            Column("arn", "ARN", lambda group: cells.code(group.arn), optional=True),
        )
        fields = (fields.text("name", "name_key", "Name", example="dev*"), fields.day("created", "created", "Day"))
        actions = (BulkAction(key="delete", label="Delete", ..., steps=delete_steps, danger=True),)
        first_sort = "name"
        empty = Empty("No groups yet", "A group gives its users the same permissions.", "user-group")
        create = Create("Create group", "groups:create", "iam:CreateGroup")

        def rows(self) -> QuerySet[Group]:                  # scoped to the account
            return selectors.groups(self.caller.account_id)

        def prepared(self, rows) -> QuerySet[Group]:        # what the cells read: no cell asks the database
            return selectors.with_counts(rows)

        def word(self, text: str) -> Q:                     # a word without a field
            return Q(name_key__contains=text.lower())

        def url_of(self, group: Group) -> str:
            return reverse("groups:detail", args=[group.name])

What a list must keep:

- Who may see it: whoever may call `operation`; the event of the look is that operation's.
- A column with `sort` needs an index of (account, those columns, `order_key`): pages follow keys, never OFFSET, so the
  last page costs what the first does. `order_key` is unique within the list.
- The number of queries does not depend on the number of rows: `prepared` fetches what the cells read.
- An action gives the operations of one row; each goes through `invoke`, is authorized and recorded for itself.

The address holds the search (`q`), the sort and the mark of the page, so it can be sent to a colleague. `key` names
the list in what is remembered of each person: page size, columns, saved searches. Without script everything works by
links and forms; with script htmx replaces `#list`.
'''

from iamconsole.console.lists.actions import BulkAction, BulkForm, Picked
from iamconsole.console.lists.base import Create, Empty, Quick
from iamconsole.console.lists.columns import Column
from iamconsole.console.lists.views import ListPage, search_for

__all__ = ["BulkAction", "BulkForm", "Column", "Create", "Empty", "ListPage", "Picked", "Quick", "search_for"]
