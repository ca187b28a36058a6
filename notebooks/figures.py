"""What the notebooks' figures share: a font that has Chinese, greys, and sizes for print."""

from __future__ import annotations

import re
from collections.abc import Collection

#: Fonts with Simplified Chinese: of Linux, macOS and Windows, the first that is installed.
CHINESE = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
    "Noto Sans CJK JP",
    "SimHei",
)
#: Width in inches of a column and of a page.
COLUMN, PAGE = 3.4, 7.0
DARK, MIDDLE, LIGHT = "0.15", "0.5", "0.8"
_HAN = re.compile(r"[\u3400-\u9fff]+")


def chinese_font(installed: Collection[str]) -> str | None:
    """Return the font for Chinese among those that are installed; null where there is none."""
    return next((name for name in CHINESE if name in installed), None)


def set_up() -> None:
    """Set matplotlib's defaults: fonts, sizes that are read in print, lines that grey printers keep apart."""
    import matplotlib as mpl

    font = chinese_font(_installed())
    mpl.rcParams.update(
        {
            "font.family": [*filter(None, [font]), "DejaVu Sans"],
            "font.size": 8,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.titlesize": 8,
            "axes.titlelocation": "left",
            "hatch.linewidth": 0.5,
            "legend.frameon": False,
            "figure.dpi": 150,
            "figure.constrained_layout.use": True,
        }
    )


def drawn(text: str) -> str:
    """Return a text as figures can show it: in pinyin, where no font has Chinese."""
    return text if chinese_font(_installed()) else romanised(text)


def romanised(text: str) -> str:
    """Return a text with its Chinese in pinyin, a capital for each stretch."""
    from pypinyin import lazy_pinyin

    return _HAN.sub(lambda found: "".join(lazy_pinyin(found[0])).capitalize(), text)


def _installed() -> Collection[str]:
    from matplotlib import font_manager

    return set(font_manager.get_font_names())
