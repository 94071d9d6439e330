"""Ways of doing things that exist once: one clock, one door to the layer, one way to hang on a commit."""

import ast
import re

from tests.architecture.source import calls, dotted, modules, words

CLOCK = "dispatch/kernel/clock.py"
# Other ways to ask what time it is. Stop watches (monotonic, perf_counter) measure, they do not tell the time.
TELLS_TIME = re.compile(
    r"(^|\.)(datetime|date)\.(now|utcnow|today)$|(^|\.)timezone\.(now|localtime|localdate)$"
    r"|^time\.(time|time_ns|localtime|gmtime|ctime|strftime)$|(^|\.)functions\.Now$|^Now$"
)
TELLS_TIME_IN_SQL = re.compile(
    r"\b(now\(\)|current_timestamp|current_date|clock_timestamp\(\)|statement_timestamp\(\))", re.I
)


def test_there_is_one_clock():
    asked = [f"{where} {name}" for where, _, name in calls() if TELLS_TIME.search(name) and not where.startswith(CLOCK)]
    assert asked == []


def test_the_databases_clock_is_not_asked_either():
    assert [f"{where} {word[:60]}" for where, word in words() if TELLS_TIME_IN_SQL.search(word)] == []


def test_no_module_brings_the_clock_in_under_another_name():
    found = []
    for name, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module in {"time", "django.utils.timezone"}:
                found += [f"{name}:{node.lineno} {a.name}" for a in node.names if a.name in {"time", "time_ns", "now"}]
    assert found == []


def test_the_layer_is_spoken_to_in_one_place():
    places = {
        name
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "group_send"
    }
    assert len(places) <= 1, places
    assert all(place.startswith("dispatch/realtime/") for place in places)


def test_nothing_hangs_on_a_commit_by_a_lambda():
    """In a loop such a lambda runs the last value every time; partial binds now."""
    found = [
        where
        for where, call, name in calls()
        if name.endswith("on_commit") and any(isinstance(argument, ast.Lambda) for argument in call.args)
    ]
    assert found == []


def test_no_row_acts_behind_its_writers_back():
    found = []
    for name, tree in modules().items():
        for node in ast.walk(tree):
            # Seeding after a migration is part of migrating; the other signals act on rows.
            if isinstance(node, ast.ImportFrom) and "signals" in (node.module or ""):
                found += [f"{name}:{node.lineno} {a.name}" for a in node.names if a.name != "post_migrate"]
            if isinstance(node, ast.ClassDef) and any(dotted(base).endswith("models.Model") for base in node.bases):
                found += [
                    f"{name}:{f.lineno} {f.name}"
                    for f in node.body
                    if isinstance(f, ast.FunctionDef) and f.name in {"save", "delete"}
                ]
    assert found == []


def test_nothing_slow_is_started_through_a_broker_on_a_requests_path():
    """`.delay()` hangs where the broker is frozen; the log and its readers carry side effects."""
    found = [
        f"{where} {name}"
        for where, _, name in calls()
        if name.endswith((".delay", ".apply_async")) and not where.startswith(("dispatch/celery", "dispatch/launcher/"))
    ]
    assert found == []


def test_refusals_are_never_swallowed_blindly():
    """`except:` and `except Exception: pass` hide programming mistakes."""
    found = [
        f"{name}:{node.lineno}"
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or dotted(node.type) in {"Exception", "BaseException"})
        and all(isinstance(step, ast.Pass) for step in node.body)
    ]
    assert found == []
