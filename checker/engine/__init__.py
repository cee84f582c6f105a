"""Tables, as the relational part of rules sees them."""
