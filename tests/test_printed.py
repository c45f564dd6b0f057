"""What is printed piece by piece is what is printed whole."""

import orjson
import pytest

from graph import completeness, critical, gap_report, technology_gaps, training_gaps
from tests.innovation import InnovationCity


@pytest.fixture
def version():
    city = InnovationCity()
    city.offer("沟渠大学", "080901", 100, reserved=("沟渠化学", 5))
    city.demand("工程师", "080901", headcount=120, urgency="特别紧缺")
    city.demand("研究员", "080902", headcount=3)
    city.lab("膜实验室", "沟渠大学", "膜分离")
    city.talent("p0", "沟渠大学", "膜分离")
    city.need("膜分离")
    return city.snapshot()


def test_the_text_of_every_analysis_is_that_of_its_values_and_the_same_when_asked_again(version):
    report = gap_report(version)
    for one in (report, technology_gaps(version), training_gaps(report), completeness(version), critical(report)):
        assert one.to_bytes() == orjson.dumps(one.to_json()) == one.to_bytes()
