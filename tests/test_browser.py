"""HTML reports in a real browser: nothing in the data runs or is asked for, and everything can be read."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.browser import Site, look, served
from tests.cli_runner import ROOT, run
from tests.test_hostile_values import COLUMN, NAME, VALUES

DAY = 86_400
POLICY = 'http-equiv="Content-Security-Policy"'
# What a page may not hold, what it must not have become, and whether it is as wide as its frame.
SAFE = """(page, frame) => ({
  owned: [page.title, frame.contentWindow.owned, frame.contentWindow.parent.owned].includes('owned'),
  elements: [...new Set([...page.querySelectorAll('*')].map((one) => one.localName))].sort(),
  handlers: [...page.querySelectorAll('*')].flatMap((one) => one.getAttributeNames()).filter(
    (name) => /^on|^src|^style$|^action|^formaction|^poster|^background/i.test(name)),
  links: [...page.links].map((one) => one.href),
  texts: page.body.innerText + [...page.querySelectorAll('[aria-label], [title]')].map(
    (one) => one.getAttribute('aria-label') + one.getAttribute('title')).join(' ') +
    [...page.querySelectorAll('svg text, svg title')].map((one) => one.textContent).join(' '),
})"""
HARMLESS = {
    *("html", "head", "meta", "title", "style", "body", "section", "h1", "h2", "small", "p", "span", "strong", "code"),
    *("pre", "dl", "dt", "dd", "div", "table", "thead", "tbody", "tr", "th", "td", "details", "summary", "a", "figure"),
    *("figcaption", "svg", "path", "rect", "text", "ul", "li"),
}


@pytest.fixture
def site() -> Iterator[Site]:
    with served() as found:
        yield found


def canaries(address: str) -> tuple[str, ...]:
    """What would ask for something or leave a mark, if it were taken for markup, a style, a script or an address."""
    run_it = f"top.owned=window.owned=document.title='owned';fetch('{address}/fetched')"
    return (
        f"</title></style><script>{run_it}</script>",
        f'<img src={address}/img onerror="{run_it}">',
        f'"\'><svg onload="{run_it}"><image href={address}/image></svg>',
        f"<style>@import '{address}/style';*{{background:url({address}/background)}}</style>",
        f"</text></svg><iframe src={address}/iframe></iframe><object data={address}/object></object>",
        f"<link rel=stylesheet href={address}/link><meta http-equiv=refresh content='0;url={address}/refresh'>",
        f'<a href="javascript:{run_it}" autofocus onfocus="{run_it}">x</a><base href={address}/base/>',
        f"]]>--><!--<audio src={address}/audio autoplay><video poster={address}/poster></video>",
    )


def written(path: Path, rows: Iterable[Sequence[object]]) -> Path:
    content = io.StringIO()
    csv.writer(content, lineterminator="\n").writerows(rows)
    path.write_text(content.getvalue(), encoding="utf-8")
    return path


def hostile_rows(values: Sequence[str], column: str) -> Iterator[Sequence[object]]:
    """Twenty days on which each value is everything that a chart, a label or a tooltip names."""
    yield ["USER_ID", "ITEM_ID", "EVENT_TYPE", "TIMESTAMP", "EVENT_VALUE", "IMPRESSION", column]
    for day, value in itertools.product(range(20), values):
        item = value.replace("|", "/")
        yield [value, item, value, 1_700_000_000 + day * DAY, day / 20, f"i{day}|{value}|{item}", value]


def page_of(folder: Path, command: str, *words: str) -> str:
    ended = run(command, *words, "--report", "html=page.html", "--force", cwd=folder, code=None)
    assert ended.code in (0, 1), ended.stderr
    return (folder / "page.html").read_text(encoding="utf-8")


def hostile_pages(folder: Path, values: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The pages of all commands about these values, those of `stats` about as many at a time as they show of each."""
    typed = [word for value in values[:2] for word in ("--event", value.replace(":", "\\:"))]
    for start in range(0, len(values), 5):
        written(folder / NAME, hostile_rows(values[start : start + 5], COLUMN))
        yield f"stats-{start}", page_of(folder, "stats", NAME, *(typed if start == 0 else ()))
    written(folder / NAME, hostile_rows(values, COLUMN))
    # A header with control characters is none that `prepare` takes for a table.
    written(folder / "plain.csv", hostile_rows(values, "<img src=x onerror=alert(1)>"))
    lists = ([value, 1_700_000_000 + day * DAY, f"x|{value}"] for day in range(9) for value in values)
    written(folder / "log.csv", itertools.chain([["USER_ID", "TIMESTAMP", "IMPRESSION"]], lists))
    yield "validate", page_of(folder, "validate", NAME, "--max-samples", "99")
    yield "filter", page_of(folder, "filter", NAME, *typed, "-o", "kept.csv")
    merge = ("--impressions", "log.csv", "--within", "1h", "-o", "merged.csv")
    yield "merge", page_of(folder, "merge-impressions", NAME, *merge)
    yield "prepare", page_of(folder, "prepare", "plain.csv", "--dry-run")


def assert_safe(found: Any, site: Site) -> None:
    assert found["owned"] is False
    assert set(found["elements"]) <= HARMLESS, set(found["elements"]) - HARMLESS
    assert found["handlers"] == []
    assert all(link.startswith("https://docs.aws.amazon.com/personalize/") for link in found["links"])
    assert site.foreign == []


def test_no_hostile_value_runs_or_asks_for_anything(tmp_path: Path, site: Site) -> None:
    values = (*canaries(site.address), *VALUES)
    names = []
    for name, page in hostile_pages(tmp_path, values):
        # What keeps it safe must be the page itself, and not the policy that it brings with it.
        assert POLICY in page
        for shown_as, shown in ((name, page), (f"bare-{name}", page.replace(POLICY, "id"))):
            site.add(shown_as, shown)
            names.append(shown_as)
    found = dict(zip(names, look(site, dict.fromkeys(names, 900), SAFE), strict=True))
    for page in found.values():
        assert_safe(page, site)
    # The canaries were there to be seen.
    shown = "".join(found[name]["texts"] for name in found if name.startswith("stats"))
    for canary in canaries(site.address):
        assert canary[:20] in shown


def test_the_browser_would_notice(site: Site) -> None:
    for number, canary in enumerate(canaries(site.address)[:3]):
        site.add(f"{number}", f"<!DOCTYPE html><title>x</title><body>{canary}")
    found = look(site, {"0": 900, "1": 900, "2": 900}, SAFE)
    assert all(page["owned"] for page in found)
    assert {"/fetched", "/img", "/image"} <= set(site.foreign)
    assert not set(found[1]["elements"]) <= HARMLESS
    assert found[1]["handlers"]


def test_redacted_pages_name_no_value_in_any_label_or_tooltip(tmp_path: Path, site: Site) -> None:
    secrets = [f"secret{number}" for number in range(5)]
    written(tmp_path / "x.csv", hostile_rows(secrets, "NOTE"))
    for command in ("stats", "validate", "filter"):
        words = ("--event", "secret0", "--format", "html", "--redact", "--max-samples", "99")
        output = ("--dry-run",) if command == "filter" else ()
        shown = run(command, "x.csv", *words, *output, cwd=tmp_path, code=None).stdout
        # The event type of the option is what the user has typed, and the header is no cell.
        site.add(command, shown)
    for found in look(site, dict.fromkeys(("stats", "validate", "filter"), 900), SAFE):
        for secret in secrets[1:]:
            assert secret not in found["texts"]
        assert found["texts"]


@pytest.mark.parametrize("width", [380, 1280])
def test_no_page_is_wider_than_its_window(site: Site, width: int) -> None:
    movies, shop = ROOT / "sample_data" / "movies.csv", ROOT / "sample_data" / "shop-defects.csv"
    site.add("stats", run("stats", movies, "--event", "watch:0.5", "--format", "html").stdout)
    site.add("validate", run("validate", shop, "--format", "html", code=1).stdout)
    script = """(page) => ({
      width: page.documentElement.scrollWidth,
      unseen: [...page.querySelectorAll('svg')].filter((one) => !one.getBoundingClientRect().width).length,
      letters: Math.min(...[...page.querySelectorAll('svg text')].map((one) => one.getBoundingClientRect().height), 99),
      nameless: [...page.querySelectorAll('svg')].filter(
        (one) => !one.getAttribute('aria-label') && one.getAttribute('aria-hidden') !== 'true').length,
    })"""
    for found in look(site, {"stats": width, "validate": width}, script):
        assert found["width"] <= width
        assert (found["unseen"], found["nameless"]) == (0, 0)
        # Letters of less than ten pixels are not read.
        assert found["letters"] >= 10


def test_charts_tell_the_same_where_styles_are_forbidden(site: Site) -> None:
    page = run("stats", ROOT / "sample_data" / "movies.csv", "--event", "watch:0.5", "--format", "html").stdout
    site.add("plain", page)
    # As Jenkins sends the files of a build, but for the sandbox, in which nobody could look at it.
    site.add("strict", page, Content_Security_Policy="default-src 'none'; img-src 'self'; style-src 'self'")
    script = """(page, frame) => ({
      styled: frame.contentWindow.getComputedStyle(page.querySelector('h1')).fontSize,
      drawn: [...page.querySelectorAll('rect, path')].map((one) => {
        const looks = frame.contentWindow.getComputedStyle(one), box = one.getBBox();
        return [looks.fillOpacity, looks.strokeDasharray, looks.strokeWidth, box.x, box.y, box.width, box.height];
      }),
      sizes: [...page.querySelectorAll('svg')].map((one) => one.getBoundingClientRect().width > 0),
    })"""
    plain, strict = look(site, {"plain": 900, "strict": 900}, script)
    # The policy holds, and nothing that stands for a number has changed.
    assert plain["styled"] != strict["styled"]
    assert plain["drawn"] == strict["drawn"]
    assert all(strict["sizes"])
    assert len({drawn[0] for drawn in strict["drawn"]}) > 20


@pytest.mark.parametrize("flags", [(), ("--blink-settings=preferredColorScheme=0",)], ids=["light", "dark"])
def test_words_stand_out_in_both_schemes(site: Site, flags: Sequence[str]) -> None:
    site.add("stats", run("stats", ROOT / "sample_data" / "movies.csv", "--format", "html").stdout)
    defects = ROOT / "sample_data" / "shop-defects.csv"
    site.add("validate", run("validate", defects, "--format", "html", code=1).stdout)
    script = """(page, frame) => {
      const looks = (one) => frame.contentWindow.getComputedStyle(one);
      page.body.style.backgroundColor = 'Canvas';
      const light = (color) => color.match(/[0-9.]+/g).slice(0, 3).map((part) => part / 255).map(
        (part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4).reduce(
        (sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0);
      const below = light(looks(page.body).backgroundColor);
      const texts = [...page.querySelectorAll('body *')].filter((one) => one.textContent);
      const ratios = texts.map((one) => light(one.localName === 'text' ? looks(one).fill : looks(one).color));
      return [below, Math.min(...ratios.map((one) => (Math.max(one, below) + 0.05) / (Math.min(one, below) + 0.05)))];
    }"""
    for below, contrast in look(site, {"stats": 900, "validate": 900}, script, *flags):
        assert (below < 0.5) is bool(flags)
        # Level AA of the Web Content Accessibility Guidelines, 1.4.3.
        assert contrast >= 4.5
