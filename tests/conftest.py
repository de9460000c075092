"""What every test can ask for: people in roles, the browser, example files, programs."""

import gc
import os
from contextlib import ExitStack
from unittest import mock

import pytest
from django.test import Client, override_settings
from hypothesis import HealthCheck, settings

from tests import tools

# Playwright's loop runs in the thread of the tests, and Django would refuse the ORM there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# How long examples take to make says how busy the machine is, and nothing of the project.
settings.register_profile(
    "fvm",
    parent=settings.default,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("fvm")

CHROMIUM_ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# A slow machine sets a PDF in over half a minute, and the click that asks for it waits.
PATIENCE_MS = 90_000
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}


# Fixtures that give a test a database.
DATABASES = {"db", "transactional_db", "live_server", "django_db_setup"}


# A minute or more each. Begun last, they are all that the run waits for at its end.
LONGEST_ON_ANY = "test_migrations.py"
LONGEST = ("test_every_page.py", "test_walkthrough.py", "test_journey.py", LONGEST_ON_ANY)


def pytest_collection_modifyitems(config, items):
    """What is run, and what is begun first."""
    if os.environ.get("FVM_SECOND_DATABASE"):
        # What empties tables stays last, as it comes, but for the longest of all.
        _only_what_asks_a_database(config, items)
        items.sort(key=lambda item: item.path.name != LONGEST_ON_ANY)
    else:
        _longest_first(items, int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", 1)))


def _only_what_asks_a_database(config, items):
    """On a second database only the tests that ask one; the others have just been run, and so
    have those of what pages look like (``once``)."""
    again, done = [], []
    for item in items:
        asks = item.get_closest_marker("django_db") or DATABASES & set(item.fixturenames)
        (again if asks and not item.get_closest_marker("once") else done).append(item)
    config.hook.pytest_deselected(items=done)
    items[:] = again


def _longest_first(items, processes):
    """Each process begins with a run of neighbours; its share of the longest stands at the head."""
    longest = [item for item in items if item.path.name in LONGEST]
    others = [item for item in items if item.path.name not in LONGEST]
    share = -(-len(others) // processes)
    items[:] = [
        item
        for process in range(processes)
        for item in (
            *longest[process::processes],
            *others[process * share : (process + 1) * share],
        )
    ]


def pytest_collection_finish(session):
    """The collector of garbage leaves alone what lives as long as the run: modules and tests.

    Looking through them again and again was a tenth of the time of a run.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Where everything is required, a test that was skipped for want of a program has failed."""
    report = yield
    if report.skipped and tools.everything_is_required() and not hasattr(report, "wasxfail"):
        reason = str(report.longrepr[-1] if isinstance(report.longrepr, tuple) else report.longrepr)
        if tools.NOT_HERE not in reason:
            report.outcome = "failed"
            report.longrepr = f"{item.nodeid}: a skip is not allowed in this run. {reason}"
    return report


@pytest.fixture(scope="session")
def django_db_setup(
    request, tmp_path_factory, django_test_environment, django_db_modify_db_settings,
    django_db_blocker, django_db_keepdb, django_db_createdb,
):  # fmt: skip
    """pytest-django's, except that the processes of a run share the making of tables."""
    from tests.prepared_database import prepared_database

    in_process = "PYTEST_XDIST_WORKER" in os.environ
    base = tmp_path_factory.getbasetemp()
    with ExitStack() as stack:
        with django_db_blocker.unblock():
            stack.enter_context(
                prepared_database(
                    base.parent if in_process else base,
                    keep_old=django_db_keepdb and not django_db_createdb,
                    keep_new=django_db_keepdb,
                )
            )
        yield
        with django_db_blocker.unblock():
            stack.close()


@pytest.fixture(scope="session", autouse=True)
def _uploads_go_to_a_folder_of_their_own(tmp_path_factory):
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        yield


@pytest.fixture(scope="session", autouse=True)
def _tokens_spell_nothing():
    """A form's token is of capitals and figures, and now and then one spelled the code of a
    requirement that a test looks for on the page; here all of it is one small letter."""
    with mock.patch("django.middleware.csrf.CSRF_ALLOWED_CHARS", "q"):
        yield


@pytest.fixture(scope="session", autouse=True)
def _records_of_other_tests_are_not_many():
    """PostgreSQL numbers the records of history over the whole run, so that a programme made after
    5,000 of other tests would have its mark moved at its first look, in a query more."""
    with mock.patch("baselines.suspect_history.MOST_BEHIND", 10**9):
        yield


@pytest.fixture
def need():
    """``need("soffice")``: the program's path, or a skip that says what to install."""
    return tools.need


@pytest.fixture
def shared_data():
    """The folder of public example files, or a skip."""
    return tools.need_shared_data()


# ---------------------------------------------------------------- people


@pytest.fixture
def programme(db):
    """A programme without content; factories and tests fill it."""
    from programmes.models import Programme

    return Programme.objects.create(slug="prov", name="Provprogrammet")


@pytest.fixture
def make_person(db):
    """``make_person("reader", programme)``: a user with that role; no role makes a stranger."""
    from accounts.models import User
    from programmes.models import Membership

    def make(role=None, programme=None, name=""):
        name = name or str(role or "utomstående")
        number = User.objects.count() + 1
        person = User.objects.create_user(f"{name.lower()}.{number}@exempel.test", full_name=name)
        if role:
            Membership.objects.create(programme=programme, user=person, role=role)
        return person

    return make


@pytest.fixture
def as_role(programme, make_person):
    """``as_role("evaluator")``: a signed-in test client; its user is ``client.user``.

    ``as_role(None)`` is somebody signed in who is no member of the programme.
    """

    def sign_in(role=None, in_programme=None):
        client = Client()
        client.user = make_person(role, in_programme or programme)
        client.force_login(client.user)
        return client

    return sign_in


# ---------------------------------------------------------------- the browser


@pytest.fixture(scope="session")
def chromium():
    """The machine's own Chromium, started once per process of the test run."""
    path = tools.need("chromium")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE_MS / 6)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, chromium_sandbox=False, args=CHROMIUM_ARGUMENTS
        )
        yield browser
        browser.close()


@pytest.fixture
def new_page(chromium, live_server):
    """``new_page(user, viewport=PHONE)``: a page of the running site, signed in if a user is given.

    Anything that the page's script throws, and anything the content security policy stops, fails
    the test when it ends.
    """
    contexts, complaints = [], []

    def note(message):
        if message.type == "error" and "Content Security Policy" in message.text:
            complaints.append(message.text)

    def make(user=None, *, viewport=None):
        context = chromium.new_context(
            base_url=live_server.url,
            locale="sv-SE",
            timezone_id="Europe/Stockholm",
            viewport=viewport or DESK,
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        if user:
            sign_in(context, user, live_server.url)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", note)
        return page

    yield make
    for context in contexts:
        context.close()
    assert not complaints, complaints


def sign_in(context, user, address: str) -> None:
    """Give a browser context the session of a user, without the sign-in page."""
    from django.conf import settings

    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])


def arrived(place) -> None:
    """Wait for the page that a click leads to: this place of it is there and its scripts have run.

    A text is seen before the deferred scripts, so a step that needs them could come too early;
    ``goto`` and ``wait_for_url`` wait for them already.
    """
    place.wait_for()
    place.page.wait_for_load_state()


@pytest.fixture
def axe_violations():
    """``axe_violations(page)``: what axe finds, one line a rule with the places; empty is good."""
    from axe_playwright_python.sync_playwright import Axe

    def run(page) -> list[str]:
        found = Axe().run(page).response["violations"]
        return [
            f"{rule['id']} ({rule['impact']}): {rule['help']} at "
            + "; ".join(" ".join(map(str, node["target"])) for node in rule["nodes"][:5])
            for rule in found
        ]

    return run
