"""Vehicles, floods and services."""

from __future__ import annotations

import pandas as pd

from pkjp_analysis.frames import floods, services, vehicles
from pkjp_analysis.study.pair import Pair


class Cases(Pair):
    """Vehicles, floods and services."""

    def vehicle_sales(self) -> pd.DataFrame:
        """Vehicles sold and produced by class in whole years, every print a row."""
        return vehicles.all_makers(self)

    def vehicle_exports(self) -> pd.DataFrame:
        """Vehicles that makers exported, every report a row: several can tell one shipment."""
        return vehicles.exports(self)

    def localisation(self) -> pd.DataFrame:
        """Local parts by model, percent as the makers say."""
        return vehicles.localisation(self)

    def used_vehicles(self) -> pd.DataFrame:
        """Used vehicles imported by one side, and exported to it by the other, as each counts them."""
        return vehicles.used_vehicles(self)

    def floods(self) -> pd.DataFrame:
        """Flood records, deaths, people affected and damage by year: sums over the records that carry the figure."""
        return floods.yearly(self)

    def floods_by_source(self) -> pd.DataFrame:
        """What each source says of single floods, the yearly sums beside it."""
        return floods.by_source(self)

    def flood_assessment(self) -> pd.DataFrame:
        """Damage, loss and needs by province of the latest flood assessed so."""
        return floods.assessment(self)

    def floods_and_grants(self) -> pd.DataFrame:
        """Damage by year, and grants for floods and health in the currency stated."""
        return floods.beside_grants(self)

    def ict_exports(self) -> pd.DataFrame:
        """Receipts from exports of ICT services by year and part of a year, every print a row."""
        return services.exports(self)

    def ict_growth(self) -> pd.DataFrame:
        """Growth of these receipts from one year to the next, both from one page."""
        return services.growth(self)

    def ict_with_partner(self) -> pd.DataFrame:
        """Exports of ICT services from one side to the other, and contracts told."""
        return services.with_partner(self)

    def it_interest(self) -> pd.DataFrame:
        """Dated reports of interest in information technology between the two."""
        return services.interest(self)
