"""The units that rows name by their codes: several in a cell, short or long, each of them one."""

from collections import Counter

import pandas as pd

from layers.unit_names import DISTRICT, full_code, parted

CODE_COLUMNS = frozenset({"serves_code", "unit_code", "code"})


def codes_by_row(column: pd.Series) -> list[frozenset[str]]:
    """
    Give the codes of each cell, written plainly.

    Short codes are completed by the six digits of the district that most codes
    bear. A text that is no code stands for itself, a blank for nothing.
    """
    cells = [parted(cell) for cell in column]
    plain = [full_code(text) for texts in cells for text in texts]
    districts = Counter(code[:DISTRICT] for code in plain if len(code) > DISTRICT)
    prefix = min(districts, key=lambda code: (-districts[code], code)) if districts else ""
    return [frozenset(full_code(text, prefix) or text for text in texts) for texts in cells]
