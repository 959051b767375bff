"""`flask --app run items …`: marking in bulk and reading of files, without a database."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePath
from typing import BinaryIO, NoReturn

import click
from flask import has_app_context
from flask.cli import AppGroup

from app.bank.content import get_library
from app.bank.exchange.child import read_in_child
from app.bank.exchange.detect import Format
from app.bank.exchange.questions import Found, ReadError, ReadFault
from app.bank.exchange.reading import AUTO, LARGEST_FILE
from app.bank.grading_lines import grade_lines
from app.bank.knowledge_names import KnowledgeNames
from app.bank.label_words import tell_strange_labels
from app.cli.items_export import export_command
from app.cli.json_lines import print_results, read_lines

MOST_LOOSE, LONGEST_LOOSE = 50, 80
items_cli = AppGroup("items", help="题目：按行判分，读入旧题。")

FAULTS: Mapping[ReadFault, str] = {
    ReadFault.OLD_WORD: "这是旧版 Office 文件（.doc、.xls）。请在 Word 或 Excel 里另存为 .docx 或 .xlsx 再试",
    ReadFault.UNKNOWN_FORMAT: "认不出文件的格式，请用 --format 指明",
    ReadFault.WRONG_FORMAT: "文件不是所说的格式",
    ReadFault.BROKEN: "文件已损坏，读不出来",
    ReadFault.UNSAFE: "文件里有不安全的内容，没有读",
    ReadFault.TOO_BIG: "文件太大，或解压后太大",
    ReadFault.TOO_MANY: "文件里的条目太多",
    ReadFault.TOO_LONG: "读了太久，已停下",
    ReadFault.NO_COLUMNS: "认不出表格的各列",
    ReadFault.NO_QUESTIONS: "没有找到题目",
}


@click.command("grade", help="按行判分：FILE 每行一个 JSON 对象，“-”表示标准输入。")
@click.argument("file", type=click.File("rb"))
def grade_command(file: BinaryIO) -> None:
    """Mark the answers of FILE (JSON lines, "-" for standard input), one result line each.

    Exits with status 1 if any line was malformed; all other lines are marked nevertheless.
    """
    print_results(grade_lines(read_lines(file)))


@click.command("import", help="读出旧题：FILE 为文件，“-”表示标准输入。")
@click.argument("file", type=click.File("rb"))
@click.option("--dry-run", is_flag=True, help="只读出来，不存入题库。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 数组输出。")
@click.option(
    "--format",
    "format_",
    type=click.Choice([AUTO, *(one.value for one in Format)]),
    default=AUTO,
    help="文件格式，缺省时自动辨认。",
)
def import_command(file: BinaryIO, dry_run: bool, as_json: bool, format_: str) -> None:
    """Print the questions found in FILE as a JSON array; nothing is stored."""
    if not dry_run:
        _refuse("存入题库要在“题库 → 导入”页面上核对后进行；命令行只读不存，请加 --dry-run")
    path = getattr(file, "name", "")
    name = (
        PurePath(path).name if isinstance(path, str) and path not in ("", "<stdin>") else "标准输入"
    )
    try:
        found = read_in_child(name, file.read(LARGEST_FILE + 1), format_)
    except ReadError as error:
        _refuse(_told(name, error))
    if has_app_context():
        names = KnowledgeNames(get_library().knowledge.values())
        found = replace(
            found,
            questions=tuple(
                tell_strange_labels(names.tell_strangers(one)) for one in found.questions
            ),
        )
    _tell_loose(found)
    if as_json:
        questions = [question.to_json() for question in found.questions]
        text = json.dumps(questions, ensure_ascii=False, indent=1)
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace") + b"\n")
        sys.stdout.buffer.flush()
    else:
        click.echo(f"{name}：读出 {len(found.questions)} 道题。加 --json 看全部内容。")


def _tell_loose(found: Found) -> None:
    """Lines that became no question, on standard error: the array holds questions alone."""
    if not found.loose:
        return
    click.echo(f"有 {len(found.loose)} 行没有归入任何一道题：", err=True)
    for number, text in found.loose[:MOST_LOOSE]:
        click.echo(f"  第 {number} 行：{text[:LONGEST_LOOSE]}", err=True)
    if len(found.loose) > MOST_LOOSE:
        click.echo(f"  …… 还有 {len(found.loose) - MOST_LOOSE} 行", err=True)


def _told(name: str, error: ReadError) -> str:
    place = f"第 {error.place} 行：" if error.place else ""
    detail = f"（{error.detail}）" if error.detail and error.detail != name else ""
    return f"{name}：{place}{FAULTS[error.fault]}{detail}。"


def _refuse(message: str) -> NoReturn:
    click.echo(message, err=True)
    raise click.exceptions.Exit(1)


items_cli.add_command(grade_command)
items_cli.add_command(import_command)
items_cli.add_command(export_command)
