"""The guide to lists names commands, options and settings that exist."""

import argparse
import re
import shlex

import pytest
import yaml

from api.cli import build_parser
from ingest.annotate_child import MOST_CELLS
from ingest.mapping import Mapping

GUIDES = ("lists.md", "lists.zh.md")


def commands(text: str) -> list[list[str]]:
    lines = re.findall(r"^    fourchain (.+)$", text, re.MULTILINE)
    return [shlex.split(line, comments=True) for line in lines]


@pytest.mark.parametrize("guide", GUIDES)
def test_every_command_of_the_guide_is_understood(root, guide, capsys):
    found = commands((root / "docs" / guide).read_text(encoding="utf-8"))
    assert {one[0] for one in found} >= {"template", "load", "diff", "withdraw", "review"}
    for one in found:
        assert build_parser().parse_args(one).command == one[0]


@pytest.mark.parametrize("guide", GUIDES)
def test_every_option_of_the_guide_is_one(root, guide):
    text = (root / "docs" / guide).read_text(encoding="utf-8")
    known = build_parser().format_help()
    (commands_of,) = (one for one in build_parser()._actions if isinstance(one, argparse._SubParsersAction))
    for name in ("load", "log", "diff", "withdraw", "review", "template", "board"):
        known += commands_of.choices[name].format_help()
    assert not [one for one in re.findall(r"--[a-z][a-z-]+", text) if one not in known]


def test_the_mapping_file_of_the_guide_is_one(root):
    text = (root / "docs" / "lists.md").read_text(encoding="utf-8")
    block = re.search(r"^    list: talent\n(?:    .+\n)+", text, re.MULTILINE)[0]
    mapping = Mapping.model_validate(yaml.safe_load(re.sub("^    ", "", block, flags=re.MULTILINE)))
    assert set(Mapping.model_fields) == mapping.model_fields_set


def test_the_guide_says_the_limits_that_hold(root):
    assert f"{MOST_CELLS:,} cells" in (root / "docs" / "lists.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("guide", GUIDES)
def test_the_guide_links_to_what_is_there(root, guide):
    text = (root / "docs" / guide).read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!http)([^)#]+)\)", text)
    assert links
    assert not [one for one in links if not (root / "docs" / one).exists()]
