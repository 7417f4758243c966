"""Where services and organizations are: HSDS gives countries in the addresses of their locations."""

from collections.abc import Iterator

from directory.importing.open_referral.hsds_fields import Record, id_of, records_in, text_of

ADDRESSES = ("addresses", "physical_addresses", "postal_addresses")

MOST_COUNTRIES = 10  # of one location: a place is in one, and its addresses may write that in several ways


class PlacesOfRecords:
    """The countries of locations as they are written, and whose locations these are. Identifiers are HSDS's."""

    def __init__(self) -> None:
        self.countries: dict[str, list[str]] = {}  # by location
        self.of_services: dict[str, list[str]] = {}  # locations
        self.of_organizations: dict[str, list[str]] = {}

    def add_location(self, location: Record, *, service_id: str = "", organization_id: str = "") -> None:
        """Take a location. `service_id` or `organization_id` is the record inside which it stands."""
        # One without an identifier stands only there
        location_id = id_of(location) or f"{service_id}/{organization_id}/{len(self.countries)}"
        for table in ADDRESSES:
            for address in records_in(location, table):
                self.add_address({**address, "location_id": location_id})
        if organization_id := organization_id or text_of(location.get("organization_id")):
            self.of_organizations.setdefault(organization_id, []).append(location_id)
        if service_id:
            self.of_services.setdefault(service_id, []).append(location_id)

    def add_address(self, address: Record) -> None:
        if country := text_of(address.get("country")):
            countries = self.countries.setdefault(text_of(address.get("location_id")), [])
            if country not in countries and len(countries) < MOST_COUNTRIES:
                countries.append(country)

    def add_service_at_location(self, link: Record, *, service_id: str = "") -> None:
        """Take where a service is given. `service_id` is the service inside which it stands."""
        service_id = service_id or text_of(link.get("service_id"))
        location = link.get("location")
        if isinstance(location, dict):
            self.add_location(location, service_id=service_id)
        elif location_id := text_of(link.get("location_id")):
            self.of_services.setdefault(service_id, []).append(location_id)

    def countries_of_service(self, identifier: str) -> list[str]:
        return list(dict.fromkeys(self._countries(self.of_services.get(identifier, []))))

    def countries_of_organization(self, identifier: str) -> list[str]:
        return list(dict.fromkeys(self._countries(self.of_organizations.get(identifier, []))))

    def _countries(self, location_ids: list[str]) -> Iterator[str]:
        for location_id in location_ids:
            yield from self.countries.get(location_id, ())
