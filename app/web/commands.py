"""Command groups that are imported when somebody names them.

A web process never does, and what they bring along (readers and writers of every format of questions)
takes longer to import than the rest of the site.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

import click
from flask.cli import AppGroup


class LazyGroups(AppGroup):
    """The application's commands; `places` says where a group lives: its name → (module, variable)."""

    def __init__(self, name: str, places: Mapping[str, tuple[str, str]]) -> None:
        super().__init__(name)
        self._places = places

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *self._places})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in self._places:
            module, variable = self._places[cmd_name]
            command: click.Command = getattr(import_module(module), variable)
            return command
        return super().get_command(ctx, cmd_name)
