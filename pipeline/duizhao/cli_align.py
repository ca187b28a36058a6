"""``duizhao align``: two plain files in, beads out."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from duizhao.errors import InputError
from duizhao.errors.languages import said, told

if TYPE_CHECKING:
    from duizhao.alignment.encoder import Encoder
    from duizhao.bitexts.formats import Bitext


class Format(StrEnum):
    """The keys of `duizhao.bitexts.formats.FORMATS`, which is not loaded for ``--help``."""

    LADDER = "ladder"
    TSV = "tsv"
    TMX = "tmx"


def align(
    source: Annotated[Path, typer.Argument(metavar="SRC", help="A text, a sentence per line.", show_default=False)],
    target: Annotated[
        Path, typer.Argument(metavar="TGT", help="The same in the other language, or in one.", show_default=False)
    ],
    *,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="File to write; standard output without.", show_default=False)
    ] = None,
    as_: Annotated[
        Format | None,
        typer.Option("--format", "-f", help="By default what --out ends in (.tsv, .tmx), else the ladder."),
    ] = None,
    running: Annotated[
        bool, typer.Option("--running", help="The files are running text: cut it into sentences first.")
    ] = False,
    most_likely: Annotated[
        bool, typer.Option("--most-likely", help="The likeliest reading, not that with most beads expected right.")
    ] = False,
    encoder: Annotated[
        str | None,
        typer.Option(
            "--encoder",
            help="Folder (or name, see --download) of a model of sentence-transformers, to weigh likeness of meaning"
            " too; needs the extra duizhao[neural].",
            show_default=False,
        ),
    ] = None,
    encoder_cache: Annotated[
        Path | None,
        typer.Option("--encoder-cache", help="Folder that keeps the encoder's vectors.", show_default=False),
    ] = None,
    download: Annotated[
        bool, typer.Option("--download", help="Fetch the encoder by its name on the Hugging Face hub.")
    ] = False,
    lexicon: Annotated[
        Path | None, typer.Option("--lexicon", help="File of `duizhao train lexicon`.", show_default=False)
    ] = None,
    settings: Annotated[
        Path | None, typer.Option("--settings", help="TOML file with a table [duizhao].", show_default=False)
    ] = None,
) -> None:
    """Align two plain files: duizhao align zh.txt en.txt --out pairs.tsv.

    Chinese with English, either way round; or two texts in one language, such as two translations. The ladder counts
    lines from 0, as Vecalign does, blank ones too; with --running it counts sentences.
    """
    from duizhao.bitexts.writing import check_out

    if out is not None:
        check_out(out, (source, target))
    try:
        from duizhao.bitexts.formats import FORMATS

        bitext = _bitext(
            (source, target),
            running=running,
            most_likely=most_likely,
            encoder=_encoder(encoder, encoder_cache, download=download),
            lexicon=lexicon,
            settings=settings,
        )
    except InputError as fault:
        typer.echo(told(fault), err=True)
        raise typer.Exit(1) from None
    rendered = FORMATS[_format(as_, out)](bitext)
    for warning in (*bitext.source.warnings, *bitext.target.warnings, *rendered.warnings):
        _warn(warning)
    if out is None:
        # Bytes: the texts are UTF-8 whatever the terminal's encoding is.
        typer.echo(rendered.text.encode(), nl=False)
        return
    from duizhao.durable import write_whole

    write_whole(out, rendered.text.encode())


def _format(chosen: Format | None, out: Path | None) -> Format:
    if chosen is not None:
        return chosen
    suffix = out.suffix.lower().removeprefix(".") if out is not None else ""
    return Format(suffix) if suffix in (Format.TSV, Format.TMX) else Format.LADDER


def _encoder(model: str | None, cache: Path | None, *, download: bool) -> Encoder | None:
    """Load the encoder that was asked for; null for none."""
    if model is None:
        if cache is not None or download:
            raise typer.BadParameter("--encoder-cache and --download go with --encoder")
        return None
    from duizhao.alignment.encoder import load_encoder
    from duizhao.alignment.vector_cache import CachedEncoder

    loaded = load_encoder(model, download=download)
    return CachedEncoder(loaded, cache, _warn) if cache else loaded


def _warn(text: str) -> None:
    typer.echo(said(text), err=True)


def _bitext(
    paths: tuple[Path, Path],
    *,
    running: bool,
    most_likely: bool,
    encoder: Encoder | None,
    lexicon: Path | None,
    settings: Path | None,
) -> Bitext:
    from duizhao import __version__
    from duizhao.alignment import load_learned
    from duizhao.alignment.texts import align_texts
    from duizhao.bitexts.formats import Bitext
    from duizhao.bitexts.sides import read_side
    from duizhao.config import load_settings

    chosen = load_settings(settings) if settings else None
    source, target = (read_side(path, running=running, settings=chosen) for path in paths)
    words = load_learned(lexicon) if lexicon is not None else None
    beads = align_texts(source.texts, target.texts, lexicon=words, most_likely=most_likely, encoder=encoder)
    return Bitext(source, target, tuple(beads), __version__)
