"""The command's help and its refusals, in the words of the catalogue: typer parses the call, nothing of what it says is shown as it is."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

import typer
from rich.cells import cell_len
from typer.core import TyperCommand, TyperGroup

from fazhi.catalogue import ReaderError, words_of
from fazhi.cli.speech import listen, said, spoken, told

PROGRAM = "fazhi"
WIDTH = 100  # columns at most
NAMES = 30  # columns at most for names, on the left
PHRASE = "cli.phrase."
# What a line must not begin with: closing marks.
CLOSING = "，。；：、！？）》”’」】…,.;:!?)]}%"
OPENING = "（《“‘「【([{"


def _read_what_is_given(command: Any, ctx: Any) -> None:
    """Of a call's parameters; typer would read defaults as well, with pydantic, which takes twice as long to import as typer itself."""
    for parameter in command.get_params(ctx):
        parameter.process_value = partial(_processed, parameter)


def _processed(parameter: Any, ctx: Any, value: Any) -> Any:
    if value != parameter.default or parameter.required:
        return type(parameter).process_value(parameter, ctx, value)
    return value if parameter.callback is None else parameter.callback(ctx, parameter, value)


class Command(TyperCommand):
    """A command whose help and usage are ours."""

    def get_help(self, ctx: typer.Context) -> str:  # type: ignore[override]
        return help_page(self, ctx)

    def get_usage(self, ctx: typer.Context) -> str:  # type: ignore[override]
        return usage(self, ctx)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        _read_what_is_given(self, ctx)
        return super().parse_args(ctx, args)


class Group(TyperGroup):
    """The whole command: settles its language, then reads the call; every refusal ends in words of the catalogue."""

    def get_help(self, ctx: typer.Context) -> str:  # type: ignore[override]
        return help_page(self, ctx)

    def get_usage(self, ctx: typer.Context) -> str:  # type: ignore[override]
        return usage(self, ctx)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        _read_what_is_given(self, ctx)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        with told_errors():
            return super().invoke(ctx)

    def main(  # type: ignore[override]
        self, args: Sequence[str] | None = None, prog_name: str = PROGRAM, standalone_mode: bool = True, **settings: Any
    ) -> Any:
        """As typer's own, but always under our name, and ending with ``SystemExit``."""
        listen(sys.argv[1:] if args is None else args, os.environ)
        try:
            code = super().main(args, prog_name=PROGRAM, standalone_mode=False, **settings)
        except typer.TyperException as error:
            print(refusal(error), file=sys.stderr)
            code = error.exit_code
        except (typer.Abort, KeyboardInterrupt):  # before the command was at work
            print(told("pipeline.interrupted"), file=sys.stderr)
            code = 130
        except BrokenPipeError:
            _write_no_more()
            code = 1
        except OSError as error:  # of files a command tells itself: this is what it said, redirected to a full disk
            from fazhi.pipeline.outcome import message_of

            _write_no_more()
            error.filename = error.filename or "stdout"
            with suppress(OSError):
                print(message_of(error, spoken()), file=sys.stderr)
            code = 1
        sys.exit(code or 0)


@contextmanager
def told_errors() -> Iterator[None]:
    """What a reader can put right, and what the system refuses, ends a command with its message; Ctrl-C with 130."""
    try:
        yield
    except ReaderError as error:
        print(error.text(spoken()), file=sys.stderr)
        raise typer.Exit(error.code) from error
    except OSError as error:
        if error.filename is None:
            raise  # of what is printed: `head` has had enough, or the disk is full
        from fazhi.pipeline.outcome import message_of

        print(message_of(error, spoken()), file=sys.stderr)
        raise typer.Exit(1) from error
    except KeyboardInterrupt:
        print(told("pipeline.interrupted"), file=sys.stderr)
        raise typer.Exit(130) from None


def _write_no_more() -> None:
    """What is left of what was said goes nowhere, so that nothing is told of it at the end."""
    with suppress(OSError):  # a stream that is no file of the system keeps what it has
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class Application(typer.Typer):
    """A typer application whose commands are ours without saying so."""

    def command(self, name: str | None = None, **settings: Any) -> Any:
        return super().command(name, **{"cls": Command, **settings})


def refusal(error: typer.TyperException) -> str:
    """What was wrong with a call, how it is to be written, and where more is said."""
    context, message = getattr(error, "ctx", None), error.format_message()
    if context is None:
        return said("error", message=translated(message))
    if message == context.get_help():  # a call without anything is answered by the help
        return message
    hint = said("error.hint", command=context.command_path)
    return f"{context.get_usage()}\n{hint}\n\n{said('error', message=translated(message))}"


def translated(message: str) -> str:
    """A message of the library in the language that the command speaks; as it is where the catalogue has no words for it."""
    for key, text in words_of("cli").items():
        if not key.startswith(PHRASE):
            continue
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+?)", re.escape(text.en))
        if found := re.fullmatch(pattern, message, flags=re.DOTALL):
            parts = {name: _part(name, part.strip("'")) for name, part in found.groupdict().items()}
            return text.in_language(spoken()).format(**parts)
    return message


def _part(placeholder: str, part: str) -> str:
    """What a phrase holds: an argument under the name that usage gives it, a message translated in turn, or what was typed."""
    if placeholder == "argument":
        return argument_name(part)
    return translated(part) if placeholder == "message" else part


def help_of(command: str, parameter: str) -> str:
    """The help of an argument or option: the command's own word, or the one that commands share."""
    own = f"{command}.{parameter}"
    return said(own if f"cli.{own}" in words_of("cli") else f"any.{parameter}")


def help_page(command: Command | Group, ctx: Any) -> str:
    """Usage, what the command does, its arguments, its options, and of a group its commands."""
    name = command.name if ctx.parent is not None and command.name else PROGRAM
    paragraphs = said(name).split("\n\n")
    parts = [usage(command, ctx), *("\n".join(wrapped(text, _width(), "  ")) for text in paragraphs)]
    parameters = command.get_params(ctx)
    for kind, heading in (("argument", "help.arguments"), ("option", "help.options")):
        rows = [
            (_names(one, ctx), help_of(name, one.name) + "".join(_remarks(one)))
            for one in parameters
            if one.param_type_name == kind
        ]
        parts += _listing(said(heading), rows)
    if isinstance(command, Group):
        listed = [(one, said(one).split("\n\n")[0]) for one in command.list_commands(ctx)]
        parts += _listing(said("help.commands"), listed)
    return "\n\n".join(parts)


def usage(command: Command | Group, ctx: Any) -> str:
    """How a call is written, on one line."""
    names = [
        argument_name(one.name) if one.required else f"[{argument_name(one.name)}]"
        for one in command.get_params(ctx)
        if one.param_type_name == "argument"
    ]
    needed = [
        f"{one.opts[0]} {_kind(one, ctx)}"
        for one in command.get_params(ctx)
        if one.param_type_name == "option" and one.required
    ]
    behind = [said("help.command_place")] if isinstance(command, Group) else []
    return said("help.usage") + " ".join([ctx.command_path, *names, *needed, said("help.options_place"), *behind])


def argument_name(name: str) -> str:
    """How an argument is called in a call."""
    return said(f"name.{name}") if f"cli.name.{name}" in words_of("cli") else name.upper()


def _names(parameter: Any, ctx: Any) -> str:
    if parameter.param_type_name == "argument":
        return argument_name(parameter.name)
    flag = parameter.is_flag or parameter.name == "help"
    return ", ".join(parameter.opts) + ("" if flag else f" {_kind(parameter, ctx)}")


def _kind(parameter: Any, ctx: Any) -> str:
    """What is to be written behind an option."""
    if f"cli.name.{parameter.name}" in words_of("cli"):
        return argument_name(parameter.name)
    kind = parameter.display_type(ctx)
    return said("help.path" if "path" in kind else "help.number" if "int" in kind else "help.text")


def _remarks(parameter: Any) -> Iterator[str]:
    if parameter.required:
        yield said("help.required")
    elif isinstance(parameter.default, str | int | os.PathLike) and not isinstance(parameter.default, bool):
        yield said("help.default", value=parameter.default)
    if getattr(parameter, "min", None) is not None:
        yield said("help.at_least", value=parameter.min)


def _listing(heading: str, rows: Sequence[tuple[str, str]]) -> Iterator[str]:
    """A heading and its rows in two columns."""
    if not rows:
        return
    left = min(max(cell_len(name) for name, _ in rows), NAMES) + 4
    lines = [heading]
    for name, text in rows:
        first, *others = wrapped(text, _width() - left)
        fits = cell_len(name) <= left - 4
        lines += [f"  {name}{' ' * (left - 2 - cell_len(name))}{first}"] if fits else [f"  {name}", " " * left + first]
        lines += [" " * left + line for line in others]
    yield "\n".join(lines)


def _width() -> int:
    return max(40, min(WIDTH, typer.get_terminal_size().columns))


def wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """Lines of at most ``width`` columns. Chinese breaks between any two signs but before closing and behind opening marks."""
    lines, line = list[str](), ""
    for piece in _pieces(text):
        if line and cell_len(indent + line + piece.rstrip()) > width:
            lines.append(indent + line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    return [*lines, indent + line.rstrip()]


def _pieces(text: str) -> Iterator[str]:
    """The parts of a text between which a line may break: words with the blanks behind them, single Chinese signs with their marks."""
    piece = ""
    for sign in text:
        wide = cell_len(sign) == 2
        breaks = piece[-1:].isspace() or wide or (piece and cell_len(piece[-1]) == 2)
        if piece and breaks and sign not in CLOSING and not sign.isspace() and piece[-1] not in OPENING:
            yield piece
            piece = ""
        piece += sign
    yield piece
