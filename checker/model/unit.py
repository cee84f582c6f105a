"""The closed table of units and their dimensions.

A dimension is a tuple of (base, exponent) pairs, sorted by base: mass is `(("mass", 1),)`, an
intensity `(("carbon", 1), ("mass", -1))`, a plain number `()`. Carbon is not a mass: t CO2e/t keeps
"per tonne of product". A share has a base of its own, so that it is never mixed with a number.
"""

from __future__ import annotations

from fractions import Fraction

from checker.model.said import said

Dimension = tuple[tuple[str, int], ...]

NUMBER: Dimension = ()
SHARE: Dimension = (("share", 1),)
MASS: Dimension = (("mass", 1),)
ENERGY: Dimension = (("energy", 1),)
POWER: Dimension = (("power", 1),)
CARBON: Dimension = (("carbon", 1),)
INTENSITY: Dimension = (("carbon", 1), ("mass", -1))
ENERGY_PER_MASS: Dimension = (("energy", 1), ("mass", -1))

_BASES: dict[str, tuple[str, str]] = {
    # unit: (base, factor to the unit in which we compute)
    "t": ("mass", "1"),
    "kg": ("mass", "1/1000"),
    "g": ("mass", "1/1000000"),
    "kt": ("mass", "1000"),
    "Wh": ("energy", "1/1000000"),
    "kWh": ("energy", "1/1000"),
    "MWh": ("energy", "1"),
    "GWh": ("energy", "1000"),
    "TWh": ("energy", "1000000"),
    "MJ": ("energy", "1/3600"),
    "GJ": ("energy", "10/36"),
    "TJ": ("energy", "10000/36"),
    "kW": ("power", "1/1000"),
    "MW": ("power", "1"),
    "GW": ("power", "1000"),
    "t CO2e": ("carbon", "1"),
    "kg CO2e": ("carbon", "1/1000"),
    "g CO2e": ("carbon", "1/1000000"),
    "kt CO2e": ("carbon", "1000"),
    "Mt CO2e": ("carbon", "1000000"),
    "%": ("share", "1/100"),
}
# ISO 4217 codes of the currencies that metal is paid in; each is a dimension of its own.
CURRENCIES = [
    "AED",
    "AUD",
    "BHD",
    "BRL",
    "CAD",
    "CHF",
    "CNY",
    "CZK",
    "DKK",
    "EUR",
    "GBP",
    "HKD",
    "HUF",
    "IDR",
    "INR",
    "ISK",
    "JPY",
    "KRW",
    "KZT",
    "MXN",
    "MYR",
    "NOK",
    "NZD",
    "OMR",
    "PLN",
    "QAR",
    "RON",
    "RUB",
    "SAR",
    "SEK",
    "SGD",
    "THB",
    "TRY",
    "TWD",
    "USD",
    "VND",
    "ZAR",
]

# Words that people write for a ton: which of three is meant cannot be known.
AMBIGUOUS = {
    "ton": said("a ton can be metric (t), short (0.90718474 t) or long (1.0160469088 t)"),
    "tons": said("a ton can be metric (t), short (0.90718474 t) or long (1.0160469088 t)"),
    "tonne": said("write `t` for a metric tonne"),
    "tonnes": said("write `t` for a metric tonne"),
    "MT": said(
        "MT is read as metric ton, as megatonne and as megatesla; write `t`, or 1 000 000 t"
    ),
    "mt": said("write `t` for a metric tonne"),
    "Mt": said("write kt, or the number in t: Mt is too easily read as metric ton"),
}


class Unit:
    """A unit as written: its name, its dimension, and what one of it is in the computing unit."""

    __slots__ = ("dimension", "factor", "name")

    def __init__(self, name: str, dimension: Dimension, factor: Fraction) -> None:
        self.name = name
        self.dimension = dimension
        self.factor = factor

    def __repr__(self) -> str:
        return f"Unit({self.name!r})"


def multiply(left: Dimension, right: Dimension) -> Dimension:
    """Return the dimension of a product; a share of a thing is that thing."""
    exponents: dict[str, int] = {}
    for base, exponent in left + right:
        exponents[base] = exponents.get(base, 0) + exponent
    shares = exponents.pop("share", 0)
    product = tuple(sorted((base, n) for base, n in exponents.items() if n))
    return SHARE if not product and shares else product


def divide(left: Dimension, right: Dimension) -> Dimension:
    """Return the dimension of left per right; of two alike it is a plain number."""
    if left == right:
        return NUMBER
    return multiply(left, tuple((base, -exponent) for base, exponent in right))


_CACHE: dict[str, Unit | None] = {}


def find_unit(name: str) -> Unit | None:
    """Return the unit of that name, simple or compound ("kWh/t"), or None: the table is closed."""
    if name not in _CACHE:
        _CACHE[name] = _find(name)
    return _CACHE[name]


def _find(name: str) -> Unit | None:
    if name in _BASES:
        base, factor = _BASES[name]
        return Unit(name, ((base, 1),), Fraction(factor))
    if name in CURRENCIES:
        return Unit(name, ((name, 1),), Fraction(1))
    if "/" in name:
        above, _, below = name.partition("/")
        top, bottom = find_unit(above.strip()), find_unit(below.strip())
        if top is not None and bottom is not None and "/" not in below:
            dimension = divide(top.dimension, bottom.dimension)
            return Unit(f"{top.name}/{bottom.name}", dimension, top.factor / bottom.factor)
    return None


def unit_names() -> tuple[str, ...]:
    """Return the simple units, in the order of the table; compound ones join two by `/`."""
    return (*_BASES, *CURRENCIES)


_DISPLAY: dict[Dimension, str] = {
    NUMBER: "",
    SHARE: "%",
    MASS: "t",
    ENERGY: "MWh",
    POWER: "MW",
    CARBON: "t CO2e",
    INTENSITY: "t CO2e/t",
    ENERGY_PER_MASS: "kWh/t",
    (("carbon", 1), ("energy", -1)): "kg CO2e/kWh",
}
NAMED: dict[str, Dimension] = {
    "number": NUMBER,
    "share": SHARE,
    "mass": MASS,
    "energy": ENERGY,
    "power": POWER,
    "carbon": CARBON,
    "intensity": INTENSITY,
    "energy_per_mass": ENERGY_PER_MASS,
    "carbon_per_energy": (("carbon", 1), ("energy", -1)),
}


_DESCRIBED = {
    "number": said("a number"),
    "share": said("a share"),
    "mass": said("a mass"),
    "energy": said("an energy"),
    "power": said("a power"),
    "carbon": said("an amount of emissions (t CO2e)"),
    "intensity": said("an emission intensity (t CO2e/t)"),
    "energy_per_mass": said("an energy per mass (kWh/t)"),
    "carbon_per_energy": said("emissions per energy (kg CO2e/kWh)"),
}


def display_unit(dimension: Dimension) -> str:
    """Return the name of the unit in which a value of that dimension is shown by default."""
    if dimension in _DISPLAY:
        return _DISPLAY[dimension]
    up = [base for base, n in dimension for _ in range(n)]
    down = [base for base, n in dimension for _ in range(-n)]
    names = {"mass": "t", "energy": "MWh", "power": "MW", "carbon": "t CO2e", "share": "%"}
    top = "*".join(names.get(base, base) for base in up) or "1"
    return top + "".join("/" + names.get(base, base) for base in down)


def describe(dimension: Dimension) -> str:
    """Return the dimension in an author's words, with its article: "a mass"."""
    for name, known in NAMED.items():
        if known == dimension:
            return _DESCRIBED[name]
    if len(dimension) == 1 and dimension[0][1] == 1 and dimension[0][0] in CURRENCIES:
        return said("an amount in {currency}", currency=dimension[0][0])
    return said("a quantity in {unit}", unit=display_unit(dimension))
