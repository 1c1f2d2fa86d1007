"""The command line: check, render, build; each command only calls the library."""

from __future__ import annotations

import sys

import click

from edugov import __version__
from edugov.tables import Fault


class Plain(click.Group):
    """A group of commands whose faults are sentences on the terminal and exit code 1, never a traceback."""

    def invoke(self, context: click.Context):
        """Run the command; show a fault as its sentence."""
        try:
            return super().invoke(context)
        except Fault as fault:
            click.echo(f"error: {fault}", err=True)
            context.exit(1)
        except KeyboardInterrupt:
            click.echo("interrupted; the same command continues where it stopped", err=True)
            context.exit(130)


@click.group(cls=Plain, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Figures on local education governance in China: checked, judged, shown."""


@main.command()
def check() -> None:
    """Check every table in data/ against its description."""
    from edugov import tables

    faults = tables.check()
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        raise Fault(f"{len(faults)} faults in {tables.DATA.name}/")
    sizes = {name: len(tables.read(name)) for name in tables.names()}
    click.echo("; ".join(f"{name} {size}" for name, size in sizes.items()) + ": nothing wrong")


def _pairs(context, parameter, values: tuple[str, ...]) -> dict[str, str]:
    for value in values:
        if "=" not in value:
            raise click.BadParameter(f"{value!r} is not of the form name=value")
    return dict(value.split("=", 1) for value in values)


_workers = click.option("--workers", type=click.IntRange(1), help="Notebooks run at once (default: cores).")
_given = click.option(
    "-p", "--parameter", "given", multiple=True, callback=_pairs, metavar="NAME=VALUE", help="For the notebooks."
)


@main.command()
@click.argument("regions", nargs=-1)
@_workers
@_given
def render(regions: tuple[str, ...], workers: int | None, given: dict[str, str]) -> None:
    """Run the notebooks of REGIONS (codes, slugs or names; none: all that changed)."""
    _render(regions, workers, given)


def _render(regions: tuple[str, ...], workers: int | None, given: dict[str, str]) -> None:
    from edugov import render as renderer

    jobs = renderer.plan(list(regions), given)
    due = sum(not renderer.is_current(job) for job in jobs)
    failures = renderer.render(jobs, workers)
    if not regions:
        renderer.prune(jobs)
    for failure in failures:
        click.echo(failure, err=True)
    if failures:
        raise Fault(f"{len(failures)} of {len(jobs)} pages failed; the others are written")
    click.echo(f"{len(jobs)} pages: {due} rendered, {len(jobs) - due} unchanged")


@main.command()
@_workers
def build(workers: int | None) -> None:
    """Check the data, render what changed, and build the website into _build/html."""
    from edugov import catalogue, site, tables

    faults = tables.check()
    if faults:
        raise Fault("\n".join([*faults, f"{len(faults)} faults in {tables.DATA.name}/; nothing was built"]))
    _render((), workers, {})
    catalogue.write()
    site.build(tables.ROOT, catalogue.region_entries(), catalogue.source_stems())


if __name__ == "__main__":
    sys.exit(main())
