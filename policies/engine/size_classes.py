"""The size class of an enterprise (企业划型) by 工信部联企业〔2011〕300号 第四条.

An enterprise is in a class when it reaches every figure of that class; the first class whose figures are all reached
decides. 大型 is what exceeds the medium class's upper figures, so each row gives the *lower* figures of large, medium
and small; staff in persons, revenue and assets in 万元, each bound included. None means the figure is not looked at.
"""

from decimal import Decimal

Bounds = tuple[int | None, int | None, int | None]  # staff, revenue 万元, assets 万元
CLASSES = ("large", "medium", "small")
INDUSTRIES: dict[str, tuple[Bounds, Bounds, Bounds]] = {
    "agriculture": ((None, 20000, None), (None, 500, None), (None, 50, None)),
    "industry": ((1000, 40000, None), (300, 2000, None), (20, 300, None)),
    "construction": ((None, 80000, 80000), (None, 6000, 5000), (None, 300, 300)),
    "wholesale": ((200, 40000, None), (20, 5000, None), (5, 1000, None)),
    "retail": ((300, 20000, None), (50, 500, None), (10, 100, None)),
    "transport": ((1000, 30000, None), (300, 3000, None), (20, 200, None)),
    "warehousing": ((200, 30000, None), (100, 1000, None), (20, 100, None)),
    "postal": ((1000, 30000, None), (300, 2000, None), (20, 100, None)),
    "lodging": ((300, 10000, None), (100, 2000, None), (10, 100, None)),
    "catering": ((300, 10000, None), (100, 2000, None), (10, 100, None)),
    "information": ((2000, 100000, None), (100, 1000, None), (10, 100, None)),
    "software": ((300, 10000, None), (100, 1000, None), (10, 50, None)),
    "real_estate": ((None, 200000, 10000), (None, 1000, 5000), (None, 100, 2000)),
    "property_management": ((1000, 5000, None), (300, 1000, None), (100, 500, None)),
    "leasing": ((300, None, 120000), (100, None, 8000), (10, None, 100)),
    "other": ((300, None, None), (100, None, None), (10, None, None)),
}


def sme_class(industry: str, staff: Decimal, revenue_wan: Decimal, assets_wan: Decimal) -> str:
    """Return large, medium, small or micro for an industry of the table; an unknown industry is judged as other.

    Source: 中小企业划型标准规定（工信部联企业〔2011〕300号）第四条; a class needs all of its figures, else the next lower one.
    """
    rows = INDUSTRIES.get(industry, INDUSTRIES["other"])
    for name, bounds in zip(CLASSES, rows, strict=True):
        figures = zip(bounds, (staff, revenue_wan, assets_wan), strict=True)
        if all(bound is None or figure >= bound for bound, figure in figures):
            return name
    return "micro"
