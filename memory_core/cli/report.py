"""The report of a replay: as a record, as lines for people, and as a page for a browser, without any script."""

from html import escape
from statistics import median
from typing import Any

from memory_core.domain.times import local_day
from memory_core.operations.incoming.replay import LIMIT, Replayed

_STYLE = """
:root{color-scheme:light dark;--ink:#1c2430;--dim:#5b6675;--paper:#fbfaf7;--line:#dcd8cf;--good:#2f7d5b;--bad:#b5533c}
@media (prefers-color-scheme:dark){:root{--ink:#e8e6e1;--dim:#a3abb6;--paper:#171a1f;--line:#363b44;--good:#66b894;
--bad:#e08a72}}
body{font:16px/1.55 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:46rem;margin:2rem auto;
padding:0 1rem;overflow-wrap:anywhere}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2.2rem}dl{display:grid;gap:.25rem 1rem;
grid-template-columns:1fr auto}
dt{color:var(--dim)}dd{margin:0;text-align:right;font-variant-numeric:tabular-nums}
article{border-top:1px solid var(--line);padding:.8rem 0}q{quotes:none}small{color:var(--dim)}
pre{white-space:pre-wrap;font:13px/1.5 ui-monospace,monospace;background:none;border-left:3px solid var(--line);
padding-left:.8rem}svg{width:100%;height:auto}.good{fill:var(--good)}.bad{fill:var(--bad)}text{fill:var(--ink);
font:13px system-ui,sans-serif}.rank{color:var(--good)}.none{color:var(--bad)}
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def as_record(result: Replayed, *, program: str, seconds: float, disk: int, kept: bool) -> dict[str, Any]:
    """Everything that was found, in plain values."""
    return {
        "format": program,
        "kept": kept,
        "messages": result.messages,
        "of_people": result.statements,
        "told_again": result.again,
        "looked_up": result.looked_up,
        "ready": {"first": result.ready(1), "of_3": result.ready(3), f"of_{LIMIT}": result.ready()},
        "tokens": {"median": round(median(result.tokens or [0])), "most": max(result.tokens, default=0)},
        "contradictions": result.contradictions,
        "seconds": round(seconds, 1),
        "disk_bytes": disk,
        "masked": dict(result.taken.masked),
        "off_record": result.taken.off_record,
        "left_out": result.taken.left_out,
        "bad": [{"place": bad.place, "problem": bad.problem} for bad in result.taken.unread],
        "examples": [
            {
                "day": local_day(one.at, "UTC"),
                "said": one.text,
                "before": one.before,
                "before_day": local_day(one.before_at, "UTC"),
                "asked": one.asked,
                "by_question": one.by_question,
                "rank": one.rank,
                "tokens": one.tokens,
            }
            for one in result.moments
        ],
        "changes": [
            {
                "day": local_day(one.at, "UTC"),
                "said": one.text,
                "before": one.before,
                "shown": one.shown,
            }
            for one in result.changes
        ],
    }


def as_lines(record: dict[str, Any]) -> str:
    ready, tokens = record["ready"], record["tokens"]
    lines = [
        f"{record['messages']:,} messages, {record['of_people']:,} of them by people ({record['format']})",
        f"told again: {record['told_again']:,} ({_share(record['told_again'], record['of_people'])} of theirs)",
        f"the memory had it ready: {ready[f'of_{LIMIT}']:,} of {record['looked_up']:,} "
        f"({_share(ready[f'of_{LIMIT}'], record['looked_up'])}); first of all {ready['first']:,}, "
        f"among three {ready['of_3']:,}",
        f"in a context of {tokens['median']:,} tokens (median; most {tokens['most']:,})",
        f"said otherwise than before: {record['contradictions']:,}",
        f"{record['seconds']:,} seconds, {record['disk_bytes'] / 2**20:,.0f} MiB on disk, "
        + ("kept" if record["kept"] else "thrown away"),
    ]
    if record["bad"]:
        lines.append(f"{len(record['bad']):,} parts of the file cannot be used; 'import --dry-run' names them")
    if record["examples"]:
        lines += ["", "To check by hand: told again"]
    for one in record["examples"]:
        lines += [
            f"  {one['day']}  {one['said']}",
            f"    as on {one['before_day']}: {one['before']}",
            f"    {_found(one)}",
        ]
    if record["changes"]:
        lines += ["", "To check by hand: said otherwise than before"]
    for one in record["changes"]:
        shown = "\n".join(f"      {line}" for line in one["shown"].splitlines())
        lines += [f"  {one['day']}  {one['said']}", f"    before: {one['before']}", "    shown as:", shown]
    return "\n".join(lines)


def as_html(record: dict[str, Any]) -> str:
    """A page whose every word is escaped, with pictures drawn in it, and nothing that is fetched or run."""
    ready, tokens = record["ready"], record["tokens"]
    figures = [
        ("Messages", f"{record['messages']:,}"),
        ("of people", f"{record['of_people']:,}"),
        ("told again", f"{record['told_again']:,} ({_share(record['told_again'], record['of_people'])})"),
        ("of these asked about", f"{record['looked_up']:,}"),
        ("ready among ten", f"{ready[f'of_{LIMIT}']:,} ({_share(ready[f'of_{LIMIT}'], record['looked_up'])})"),
        ("tokens of the context, median", f"{tokens['median']:,}"),
        ("said otherwise than before", f"{record['contradictions']:,}"),
        ("seconds", f"{record['seconds']:,}"),
        ("MiB on disk", f"{record['disk_bytes'] / 2**20:,.0f}"),
    ]
    rows = "".join(f"<dt>{_text(name)}</dt><dd>{_text(value)}</dd>" for name, value in figures)
    again = "".join(map(_again, record["examples"])) or "<p>None.</p>"
    changes = "".join(map(_change, record["changes"])) or "<p>None.</p>"
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="referrer" content="no-referrer">'
        f"<title>What a memory would have been worth</title><style>{_STYLE}</style></head><body>"
        f"<h1>What a memory would have been worth</h1><dl>{rows}</dl>{_picture(record)}"
        f"<h2>Told again, to check by hand</h2>{again}"
        f"<h2>Said otherwise than before, and how it would have been shown</h2>{changes}</body></html>\n"
    )


def _picture(record: dict[str, Any]) -> str:
    """Bars: at which place the memory had what was told again."""
    ready, all_of = record["ready"], max(1, record["looked_up"])
    most = ready[f"of_{LIMIT}"]
    bars = [
        ("first", ready["first"], "good"),
        ("second or third", ready["of_3"] - ready["first"], "good"),
        ("fourth to tenth", most - ready["of_3"], "good"),
        ("not there", record["looked_up"] - most, "bad"),
    ]
    drawn = "".join(
        f'<text x="0" y="{22 + 30 * n}">{_text(name)}</text>'
        f'<rect class="{kind}" x="130" y="{8 + 30 * n}" width="{380 * count / all_of:.1f}" height="20" rx="3"/>'
        f'<text x="{138 + 380 * count / all_of:.1f}" y="{22 + 30 * n}">{count:,}</text>'
        for n, (name, count, kind) in enumerate(bars)
    )
    title = "At which place the memory had what was told again"
    return f'<svg viewBox="0 0 580 130" role="img" aria-label="{title}"><title>{title}</title>{drawn}</svg>'


def _again(one: dict[str, Any]) -> str:
    kind = "rank" if one["rank"] else "none"
    return (
        f"<article><small>{_text(one['day'])}</small><br><q>{_text(one['said'])}</q><br>"
        f"<small>as on {_text(one['before_day'])}</small><br><q>{_text(one['before'])}</q><br>"
        f'<small class="{kind}">{_text(_found(one))}</small></article>'
    )


def _change(one: dict[str, Any]) -> str:
    return (
        f"<article><small>{_text(one['day'])}</small><br><q>{_text(one['said'])}</q><br><small>before</small><br>"
        f"<q>{_text(one['before'])}</q><pre>{_text(one['shown'])}</pre></article>"
    )


def _found(one: dict[str, Any]) -> str:
    by = "by the question before it" if one["by_question"] else "by its words"
    return f"ready {by}, place {one['rank']}, {one['tokens']:,} tokens" if one["rank"] else f"not ready {by}"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "0 %"


def _text(value: Any) -> str:
    return escape(str(value), quote=True)
