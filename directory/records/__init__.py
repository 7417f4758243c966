"""How a public record comes in and changes: through its form, by publishing, at an address that stays."""
