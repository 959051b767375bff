"""How each planted defect is mended: what a perfect student does, for the page of staff, the demo, and proofs."""

from __future__ import annotations

from app.workshop.customer_file.domain.defects import Defect, Kind
from app.workshop.customer_file.domain.fileset import FileSet
from app.workshop.customer_file.domain.state import Op, State, next_id
from app.workshop.customer_file.domain.tables import SOURCES


def mend(files: FileSet, state: State, defect: Defect) -> Op:
    """The op that mends `defect` in a file that is as `state`."""
    if defect.kind is Kind.DUPLICATE:
        return Op(do="merge", table=defect.table, row=defect.row, into=defect.right)
    if defect.kind is Kind.EXCESS:
        return Op(
            do="drop", table=defect.table, field=defect.field, reason="与任何用途无关，不应收集"
        )
    if defect.kind in (Kind.CONSENT, Kind.NOTE):
        values = _entry(files, defect)
        return Op(do="add", table=defect.table, row=next_id(state, defect.table), values=values)
    was = state.value(defect.table, defect.row, defect.field)
    return Op(
        do="set",
        table=defect.table,
        row=defect.row,
        field=defect.field,
        value=defect.right,
        was=was,
    )


def _entry(files: FileSet, defect: Defect) -> tuple[tuple[str, str], ...]:
    base = (("customer", defect.row), ("day", defect.right))
    if defect.kind is Kind.CONSENT:
        return (*base, ("state", defect.wrong), ("source", SOURCES[0]))
    note = next(one for one in files.notes if one.customer == defect.row)
    told = (("channel", note.channel), ("staff", note.staff), ("summary", note.text))
    return (*base, ("purpose", defect.wrong), *told)
