"""Hand-made versions with firms, segments, labs, talents, technologies and training requests."""

from __future__ import annotations

from typing import Any

from graph.rows import Submission
from tests.builders import City, field_key


class InnovationCity(City):
    """Names stand for things: "沟渠大学" is a university, "一号实验室" a lab when `lab` has named it, else a firm."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.known: dict[str, str] = {}

    def key(self, name: str) -> str:
        if name in self.known:
            return self.known[name]
        return f"university:name:{name}" if name.endswith(("大学", "学院")) else f"firm:name:{name}"

    def district(self, name: str) -> None:
        self.record("districts", {"thing": f"district:{name}"}, name=name, code=name)

    def university(self, name: str, district: str | None = None) -> None:
        links = {"thing": self.key(name), "district": district and f"district:{district}"}
        self.record("universities", links, name=name, district=district)

    def firm(self, name: str, *segments: str, district: str | None = None) -> None:
        links = {
            "thing": f"firm:name:{name}",
            "district": district and f"district:{district}",
            "segments": [f"segment:{one}" for one in segments],
        }
        self.record("firms", links, name=name, segments="；".join(segments) or None, district=district)

    def segment(self, code: str, stage: str | None = None, feeds: tuple[str, ...] = ()) -> None:
        industry = code.partition("-")[0]
        links = {
            "thing": f"industry:{industry}",
            "segment": f"segment:{code}",
            "feeds": [f"segment:{one}" for one in feeds],
        }
        body = {"code": industry, "name": industry, "segment_code": code, "segment": f"环节{code}", "stage": stage}
        self.record("industries", links, feeds="；".join(feeds) or None, **body)

    def technology(self, name: str, *fields: str, segment: str | None = None) -> None:
        links = {
            "thing": f"technology:{name}",
            "fields": [field_key(code) for code in fields],
            "segment": segment and f"segment:{segment}",
        }
        self.record("technologies", links, name=name, segment=segment)

    def lab(
        self,
        name: str,
        host: str,
        *technologies: str,
        fields: tuple[str, ...] = (),
        capacity: int | None = None,
        district: str | None = None,
        sender: str = "市人才办",
    ) -> None:
        self.known[name] = f"lab:{name}"
        links = {
            "thing": f"lab:{name}",
            "host": self.key(host),
            "fields": [field_key(code) for code in fields],
            "technologies": [f"technology:{one}" for one in technologies],
            "district": district and f"district:{district}",
        }
        self.record("labs", links, sender=sender, name=name, host=host, capacity=capacity)

    def talent(
        self,
        name: str,
        unit: str,
        *technologies: str,
        fields: tuple[str, ...] = (),
        mode: str | None = "全职",
        share: int | None = 100,
    ) -> None:
        expertise = [f"technology:{one}" for one in technologies] + [field_key(code) for code in fields]
        links = {"thing": f"talent:{name}", "unit": self.key(unit), "expertise": expertise}
        ppm = None if share is None else share * 10_000
        self.record("talents", links, person=name, unit=unit, mode=mode, share_ppm=ppm)

    def need(
        self,
        technology: str,
        firm: str | None = "沟渠化学",
        *,
        fields: tuple[str, ...] = (),
        metrics: bool = True,
        period: str = "2024",
        sender: str = "市科技局",
        segment: str | None = None,
        unlinked: tuple[str, ...] = (),
        **body: Any,
    ) -> None:
        links = {
            "firm": firm and f"firm:name:{firm}",
            "district": None,
            "industry": segment and f"industry:{segment.partition('-')[0]}",
            "segment": segment and f"segment:{segment}",
            "technology": f"technology:{technology}",
            "fields": [field_key(code) for code in fields],
            "flags": [],
            "unlinked": [{"kind": "field", "mention": one} for one in unlinked],
        }
        tested = [{"name": "强度", "operator": "≥", "value": "800", "testable": metrics}]
        body = {"firm": firm, "need": technology, "metrics": tested, **body}
        self.row("technology_demand", Submission("technology", sender, period), body, links)

    def request(
        self,
        code: str | None,
        headcount: int | tuple[int, int | None],
        *,
        sponsor: str = "沟渠化学",
        level: str | None = "本科",
        year: int = 2024,
        wants: tuple[str, ...] = (),
        period: str = "2024",
        sender: str = "市人社局",
    ) -> None:
        lo, hi = headcount if isinstance(headcount, tuple) else (headcount, headcount)
        field = field_key(code) if code else None
        links = {
            "sponsor": f"district:name:{sponsor}" if sponsor.endswith(("区", "县")) else f"firm:name:{sponsor}",
            "field": field,
            "level": level,
            "wants": [self.key(one) for one in wants],
            "programme": None,
            "flags": [],
            "unlinked": [] if code else [{"kind": "field", "mention": "某专业"}],
        }
        body = {"type": "需求", "sponsor": sponsor, "level": level, "year": year, "headcount": {"lo": lo, "hi": hi}}
        self.row("training_request", Submission("training", sender, period), body, links)
