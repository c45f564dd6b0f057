"""A view as one stand-alone HTML file: for a download or a notebook, without a server and without the network.

    picture = draw_gap(report, "mfqwcylbmfqwcylb")
    picture.save(Path("gap.html"))

What a view holds is drawn, nothing else, and where the view says. Names come from strangers' spreadsheets: no text of
theirs reaches the file as markup.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.errors import BadArgument

if TYPE_CHECKING:
    from graph.gaps.report import GapReport

MOST_NODES = 300
"""More cannot be read, and every redraw of some thousands takes a tenth of a second."""

CONTENT_SECURITY_POLICY = (
    "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"
)
"""For whoever serves the file: its scripts run, but in a place of their own from which nothing can be reached."""
_POLICY_INSIDE = CONTENT_SECURITY_POLICY.partition("; ")[2]  # a file cannot put itself into a sandbox

COLUMN_WIDTH, LINE_HEIGHT = 320, 58
CHAINS = {"talent": "人", "education": "教", "industry": "产", "innovation": "创"}
COLOURS = {"talent": "#8F3F6E", "education": "#00694C", "industry": "#855700", "innovation": "#005A8C"}
MISSING = "#B2182B"

_MARKUP = str.maketrans({"<": "‹", ">": "›", "&": "＆", '"': "”", "'": "’"})
_OTHER_HOSTS = re.compile(
    r"<link\b[^>]*\bhref\s*=\s*[\"']https?:[^>]*>|<script\b[^>]*\bsrc\s*=\s*[\"']https?:[^>]*>\s*</script>", re.I
)
_HEADINGS = re.compile(r"<center>\s*<h1>.*?</h1>\s*</center>", re.S)
_COMMENTS = re.compile(r"<!--.*?-->", re.S)


@dataclass(frozen=True, slots=True)
class Node:
    """A box: `column` and `line` are where it stands, `chain` its colour; `missing` is what is not there."""

    id: str
    label: str
    title: str
    column: int
    line: float
    chain: str
    missing: bool = False
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    source: str
    target: str
    title: str
    missing: bool = False


@dataclass(frozen=True)
class View:
    """What is drawn. `title` names the version; `columns` stand above their nodes."""

    title: str
    note: str
    columns: tuple[str, ...]
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Picture:
    """An HTML document. In a notebook it shows itself, in a frame that can reach nothing."""

    html: str

    def save(self, path: Path) -> Path:
        """Write it, as UTF-8 whatever the machine prefers."""
        path.write_text(self.html, encoding="utf-8", newline="\n")
        return path

    def _repr_html_(self) -> str:
        return (
            f'<iframe sandbox="allow-scripts" width="100%" height="640" frameborder="0"'
            f' srcdoc="{html.escape(self.html, quote=True)}"></iframe>'
        )


def draw_gap(report: GapReport, demand_id: str) -> Picture:
    """The neighbourhood of a gap: segments, the posts that are short together, fields, programmes, universities.

    Raises:
        NotFound: no demand of the report has a row of this id.
    """
    from graph.gaps.neighbourhood import neighbourhood

    return draw(neighbourhood(report, demand_id))


def draw(view: View) -> Picture:
    """Draw a view.

    Raises:
        BadArgument: it holds more nodes than anybody can read.
    """
    if len(view.nodes) > MOST_NODES:
        raise BadArgument(
            f"{len(view.nodes)} nodes cannot be read, and {MOST_NODES} are drawn at most",
            remedy="draw one gap, or a skeleton: segments, classes of fields, universities and labs",
        )
    from pyvis.network import Network

    network = Network(height="100%", width="100%", directed=True, cdn_resources="in_line", bgcolor="#ffffff")
    for column, name in enumerate(view.columns):
        network.add_node(f"column {column}", **_head(view, column, name))
    for node in view.nodes:
        network.add_node(node.id, **_box(node))
    for link in view.links:
        colour = MISSING if link.missing else "#9AA8B4"
        network.add_edge(link.source, link.target, title=plain(link.title), color=colour, dashes=link.missing)
    network.set_options(json.dumps(_OPTIONS))
    return Picture(_framed(view, network.generate_html(notebook=False)))


_OPTIONS: dict[str, Any] = {
    "physics": {"enabled": False},
    "layout": {"randomSeed": 1, "improvedLayout": False},
    "interaction": {"dragNodes": False, "hover": True, "tooltipDelay": 150},
    "nodes": {
        "shape": "box",
        "margin": 8,
        "fixed": True,
        "physics": False,
        "widthConstraint": {"minimum": 130, "maximum": 230},
    },
    "edges": {
        "smooth": False,
        "width": 1.4,
        "hoverWidth": 1.5,
        "arrows": {"to": {"enabled": True, "scaleFactor": 0.55}},
        "arrowStrikethrough": False,
    },
}


def plain(text: str) -> str:
    """Text that is text wherever it lands: no character that begins markup, and not the word on which the drawing
    library turns a title into HTML.

    >>> plain('<img src=x onerror="alert(1)">')
    '‹img src=x onerror=”alert(1)”›'
    >>> "href" in plain("HREF and href")
    False
    """
    return re.sub("(?i)(hre)(f)", "\\1\u2060\\2", text.translate(_MARKUP))


def _head(view: View, column: int, name: str) -> dict[str, Any]:
    top = min((node.line for node in view.nodes), default=0) - 1.2
    return {
        "label": plain(name),
        "shape": "text",
        "x": column * COLUMN_WIDTH,
        "y": round(top * LINE_HEIGHT),
        "font": {"size": 18, "color": "#17212B"},
        "title": " ",
    }


def _box(node: Node) -> dict[str, Any]:
    colour = MISSING if node.missing else COLOURS[node.chain]
    filled = not node.missing
    return {
        "label": f"{CHAINS[node.chain]} {plain(node.label)}",
        "shape": "box",
        "title": plain(node.title),
        "x": node.column * COLUMN_WIDTH,
        "y": round(node.line * LINE_HEIGHT),
        "color": {"background": colour if filled else "#FFFFFF", "border": "#111111" if node.strong else colour},
        "borderWidth": 4 if node.strong else 2,
        "shapeProperties": {"borderDashes": [6, 4] if node.missing else False},
        "font": {"size": 15, "color": "#FFFFFF" if filled else MISSING},
    }


def _framed(view: View, document: str) -> str:
    """The document with title, legend and policy, and without what its template fetches from elsewhere."""
    body = _COMMENTS.sub("", _HEADINGS.sub("", _OTHER_HOSTS.sub("", document)))
    legend = "".join(
        f'<span><i class="{name}">{mark}</i>{chain}</span>'
        for (name, mark), chain in zip(CHAINS.items(), ("人才链", "教育链", "产业链", "创新链"), strict=True)
    )
    head = (
        '<head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY_INSIDE}">'
        f"<title>{html.escape(plain(view.title))}</title><style>{_style()}</style>"
    )
    caption = (
        f"<h1>{html.escape(plain(view.title))}</h1><p>{html.escape(plain(view.note))}</p>"
        f'<p class="legend">{legend}<span><i class="missing">缺</i>本地没有</span></p>'
    )
    body = re.sub(r"<head>\s*(<meta charset=\"utf-8\">)?", lambda _: head, body, count=1)
    body = re.sub(r"<body>", lambda _: f"<body>{caption}", body, count=1)
    result = "<!doctype html>\n" + body
    _assert_alone(result)
    return result


def _style() -> str:
    marks = "".join(f"i.{name}{{background:{colour}}}" for name, colour in COLOURS.items())
    return (
        "html,body{height:100%;margin:0;font:14px/1.5 'Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif}"
        "body{display:flex;flex-direction:column;color:#17212B}h1{font-size:18px;margin:10px 16px 0}p{margin:2px 16px;"
        "color:#54616D}.card{flex:1;min-height:0;border:0;margin-top:6px}#mynetwork{height:100%!important;"
        "float:none!important;border:0!important}.legend span{margin-right:16px}.legend i{font-style:normal;color:#fff;"
        f"padding:0 5px;border-radius:3px;margin-right:5px}}{marks}i.missing{{color:{MISSING};"
        f"border:1px dashed {MISSING}}}"
    )


class _Fetches(HTMLParser):
    """Collects whatever a document would fetch or lead to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        wanted = {"src", "href", "srcset", "data", "action", "poster", "background"}
        self.found += [f"<{tag} {name}={value}>" for name, value in attrs if name in wanted]


def fetches(document: str) -> Sequence[str]:
    """What a document would fetch, tag by tag.

    >>> fetches('<p>x</p><script src="https://example.org/a.js"></script>')
    ['<script src=https://example.org/a.js>']
    """
    reader = _Fetches()
    reader.feed(document)
    return reader.found


def _assert_alone(document: str) -> None:
    left = fetches(document)
    if left:
        raise AssertionError(f"the drawing library's template fetches from elsewhere again: {left[0]}")
