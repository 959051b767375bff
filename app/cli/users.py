"""`flask users …`: accounts from the command line, also when nobody can sign in any more."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import click
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.accounts.domain import is_valid_name, weakness
from app.accounts.models import User
from app.accounts.service import NameTaken, find_user, make_user, set_standing, tidy
from app.accounts.slips import reset_passwords
from app.cli.guard import needs_database
from app.extensions import db
from app.learning.models import AnswerLog

users_cli = AppGroup("users", help="账号：建管理员、重置密码、列出、清理。")

WEAKNESSES = {
    "short": "密码至少 8 位。",
    "long": "密码最多 128 位。",
    "common": "这个密码太常见。",
    "name": "密码不能和登录名一样。",
}


@users_cli.command("create-admin")
@click.argument("name")
@click.argument("username")
@click.option("--password-stdin", is_flag=True, help="从标准输入读密码，不询问。")
@needs_database
def create_admin(name: str, username: str, password_stdin: bool) -> None:
    """建一个管理员账号：姓名 NAME，用户名 USERNAME。"""
    if not name.strip() or len(name) > 80:
        raise click.ClickException("姓名要有 1 到 80 个字。")
    if not is_valid_name("username", username):
        raise click.ClickException("用户名用 2 到 32 个文字、数字、点或横线，不含空格。")
    password = _read_password(password_stdin)
    reason = weakness(password, (username,))
    if reason is not None:
        raise click.ClickException(WEAKNESSES[reason])
    try:
        make_user(
            name, {"username": username}, password, datetime.now(UTC), is_admin=True, can_teach=True
        )
    except NameTaken:
        raise click.ClickException(f"用户名 {username} 已经有人用了。") from None
    click.echo(f"管理员 {name} 已建好，用 {username} 登录。")


@users_cli.command("reset-password")
@click.argument("name")
@needs_database
def reset_password(name: str) -> None:
    """给登录名（学号、用户名或邮箱）为 NAME 的人一个新密码，下次登录时要换掉。"""
    user = find_user(name)
    if user is None:
        raise click.ClickException(f"没有人用 {name} 登录。")
    now = datetime.now(UTC)
    if not user.is_active:
        # Whoever has this command line is meant to get in again.
        set_standing(user, now, can_teach=user.can_teach, is_admin=user.is_admin, is_active=True)
    slip = reset_passwords([user], now)[0]
    click.echo(f"{user.name} 的新密码：{slip.password}")


@users_cli.command("list")
@click.option("--staff", is_flag=True, help="只列管理员和可授课的人。")
@needs_database
def list_users(staff: bool) -> None:
    """列出有账号的人，一行一个：登录名、姓名、身份（以制表符分开）。"""
    query = select(User).where(User.is_guest.is_(False)).order_by(User.id)
    if staff:
        query = query.where(User.is_admin.is_(True) | User.can_teach.is_(True))
    for user in db.session.scalars(query.options(selectinload(User.identifiers))):
        names = ",".join(one.display for one in sorted(user.identifiers, key=lambda i: i.id))
        click.echo("\t".join((names or "-", user.name, _standing(user))))


@users_cli.command("tidy")
@needs_database
def tidy_up() -> None:
    """清掉过期的登录，和 30 天没来、一题也没答的游客。"""
    done = tidy(datetime.now(UTC), select(AnswerLog.user_id))
    click.echo(f"清掉游客 {done.guests} 位，过期的登录 {done.sign_ins} 个。")


def _read_password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt("密码", hide_input=True, confirmation_prompt="再输一遍"))


def _standing(user: User) -> str:
    words = [
        "管理员" if user.is_admin else "",
        "可授课" if user.can_teach else "",
        "" if user.is_active else "已停用",
    ]
    return "、".join(word for word in words if word) or "-"
