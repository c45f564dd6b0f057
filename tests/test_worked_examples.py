"""The example in the docstring of a measure is part of its definition."""

import doctest
import importlib
import pkgutil

import pytest

import graph.gaps
import graph.responses

MODULES = sorted(
    f"{package.__name__}.{module.name}"
    for package in (graph.gaps, graph.responses)
    for module in pkgutil.iter_modules(package.__path__)
)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_are_true(name):
    module = importlib.import_module(name)
    assert doctest.testmod(module).failed == 0
