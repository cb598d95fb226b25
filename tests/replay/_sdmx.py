"""SDMX-ML 2.1 data messages, structure-specific, as both services send them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import unquote
from xml.sax.saxutils import quoteattr

_NAMESPACES = (
    'xmlns:message="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message" '
    'xmlns:common="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common" '
    'xmlns:ss="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/data/structurespecific" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)
# The cells of a series, and those of each of its observations.
Series = tuple[Mapping[str, str], list[Mapping[str, str]]]


def message(
    agency: str,
    flow: str,
    version: str,
    series: Iterable[Series],
    *,
    prepared: str,
    data_set: Mapping[str, str] | None = None,
    groups: Iterable[Mapping[str, str]] = (),
) -> bytes:
    """A message; `data_set` are attributes of the whole data set, `groups` those that several series share."""
    name = f"urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow={agency}:{flow}({version}):ObsLevelDim:TIME_PERIOD"
    id = f"{agency}_{flow}_{version}".replace("@", "_at_").replace(".", "_")
    lines = [
        "<?xml version='1.0' encoding='UTF-8'?>",
        f'<message:StructureSpecificData {_NAMESPACES} xmlns:ns1="{name}"><message:Header>',
        f"<message:ID>IREF000001</message:ID><message:Test>false</message:Test><message:Prepared>{prepared}"
        f'</message:Prepared><message:Sender id="{agency.partition(".")[0]}"/>',
        f'<message:Structure structureID="{id}" namespace="{name}" dimensionAtObservation="TIME_PERIOD">'
        f'<common:StructureUsage><Ref agencyID="{agency}" id="{flow}" version="{version}"/></common:StructureUsage>'
        "</message:Structure></message:Header>",
        f'<message:DataSet ss:dataScope="DataStructure" xsi:type="ns1:DataSetType" ss:structureRef="{id}"'
        f' action="Replace"{_cells(data_set or {})}>',
        *(f'<Group xsi:type="ns1:GROUP_INDICATOR"{_cells(group)}/>' for group in groups),
    ]
    for key, observations in series:
        inside = "".join(f"<Obs{_cells(one)}/>" for one in observations)
        lines.append(f"<Series{_cells(key)}>{inside}</Series>" if inside else f"<Series{_cells(key)}/>")
    return "\n".join([*lines, "</message:DataSet></message:StructureSpecificData>\n"]).encode()


def _cells(cells: Mapping[str, str]) -> str:
    return "".join(f" {name}={quoteattr(cell)}" for name, cell in cells.items())


def asked(path: str) -> tuple[str, list[list[str]]]:
    """Dataflow and key of a data question's path; of each dimension the codes, none where all are meant."""
    _, flow, key = unquote(path).split("/")
    return flow, [[code for code in codes.split("+") if code] for codes in key.split(".")]
