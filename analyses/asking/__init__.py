"""How each kind of question is put to a district's layers."""
