"""`flask --app run items export`: questions of the bank into a file."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.bank.domain.types import ItemType
from app.bank.exchange.writing import FORMATS, write
from app.bank.queries import ItemFilter
from app.bank.taking_out import questions_matching


@click.command("export", help="把题库导出为文件；写不进该格式的内容列在标准错误里。")
@click.option("--format", "format_", type=click.Choice(list(FORMATS)), required=True, help="格式。")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option("--chapter", "chapters", multiple=True, help="只导出这些章，可重复，如 ch01。")
@click.option(
    "--type",
    "types",
    multiple=True,
    type=click.Choice([one.value for one in ItemType]),
    help="只导出这些题型，可重复。",
)
@click.option("--title", default="题库", show_default=True, help="文件里的标题。")
@with_appcontext
def export_command(
    format_: str, out: Path, chapters: tuple[str, ...], types: tuple[str, ...], title: str
) -> None:
    """Write published items; exits with status 1 where none matches."""
    questions = questions_matching(ItemFilter(chapters=chapters, types=types))
    written = write(format_, questions, title)
    counted = Counter(loss.field.value for loss in written.losses)
    try:
        out.write_bytes(written.data)
    except OSError as error:
        raise click.ClickException(f"无法写入 {out}：{error.strerror}") from None
    click.echo(f"已写入 {out}（{len(written.data)} 字节）")
    for name, count in counted.items():
        click.echo(f"未能写入：{name} × {count}", err=True)
