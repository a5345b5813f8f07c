"""Findings in another language: the checklist's own words are translated, the volunteer's never."""

from dataclasses import replace

from fieldmonitor.app.drafts import Draft
from fieldmonitor.app.findings import proposed_findings
from fieldmonitor.domain.records import FindingTemplate
from fieldmonitor.domain.reports import Finding


def in_words_of(
    wanted: Draft, written: Draft, texts: dict[str, FindingTemplate], findings: tuple[Finding, ...]
) -> tuple[Finding, ...]:
    """Return findings in the language of `wanted`; `written` is the same report in that of the findings.

    A part that still reads as the checklist proposed it is replaced by its translation. What a person put
    in their own words stays, word for word.
    """
    proposed, translated = (
        {f.id: f for f in proposed_findings(one.key, one.session, texts, {}, one.work)}
        for one in (written, wanted)
    )
    return tuple(
        _translated(finding, proposed[finding.id], translated[finding.id])
        if finding.id in proposed and finding.id in translated
        else finding
        for finding in findings
    )


def _translated(finding: Finding, proposed: Finding, translated: Finding) -> Finding:
    return replace(
        finding,
        criterion=translated.criterion if finding.criterion == proposed.criterion else finding.criterion,
        condition=translated.condition if finding.condition == proposed.condition else finding.condition,
        effect=translated.effect if finding.effect == proposed.effect else finding.effect,
    )
