"""Hostile texts: ways in which a text has become a program in other people's sites."""

from __future__ import annotations

from itertools import product

MARK = "zkRan"
RUN = f"window.{MARK}=1"

_FIRST = (
    f"<script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f"<svg onload={RUN}>",
    f"'\"><script>{RUN}</script>",
    f"\" autofocus onfocus={RUN} x=\"",
    f"' onmouseover={RUN} x='",
    f"</textarea><script>{RUN}</script>",
    f"</title><script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f"-->]]><script>{RUN}</script>",
    f"<a href=javascript:{RUN}>x</a>",
    f"[x](javascript:{RUN})",
    f"[x](JaVaScRiPt:{RUN})",
    f"![x](x\" onerror=\"{RUN})",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'>",
    f"<details open ontoggle={RUN}>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><style><img src=x onerror={RUN}></style>",
    "{{7*7}}{% for x in [1] %}{{config}}{% endfor %}",
    "\ue0f0csrf\ue0f1\ue0f0body_0\ue0f1",
    f"`<script>{RUN}</script>`",
    f"$\\href{{javascript:{RUN}}}{{x}}$",
    "<base href=//example.org/>",
    "<meta http-equiv=refresh content='0;url=javascript:1'>",
    f"<form action=javascript:{RUN}><button>x",
    f"<style>@keyframes a{{}}</style><b style=animation-name:a onanimationstart={RUN}>",
    f"&lt;script&gt;{RUN}&lt;/script&gt;",
    f"\u003cscript\u003e{RUN}\u003c/script\u003e",
    f"<ScRiPt >{RUN}</sCrIpT >",
)  # fmt: skip
_BREAKS = ("", "\"'>", "</p></div>", "]]>", "--><", "\n\n", "\\", "\u2028", "<!--")
_TAGS = ("img src=x", "svg", "body", "input autofocus", "video src=x", "marquee", "object data=x")
_EVENTS = ("onerror", "onload", "onfocus", "onmouseover", "onstart")


def payloads(count: int) -> list[str]:
    """The first are the best known; then breaks, tags and events in all combinations."""
    made = [f"{b}<{t} {e}={RUN}>" for b, t, e in product(_BREAKS, _TAGS, _EVENTS)]
    return [*_FIRST, *made][:count]
