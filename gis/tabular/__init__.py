"""Tables with coordinates: text and workbooks, their heads, columns and angles."""
