"""The example in the docstring of a measure is part of its definition."""

import doctest
import importlib
import pkgutil

import pytest

import graph.gaps

MODULES = sorted(m.name for m in pkgutil.iter_modules(graph.gaps.__path__))


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_are_true(name):
    module = importlib.import_module(f"graph.gaps.{name}")
    assert doctest.testmod(module).failed == 0
