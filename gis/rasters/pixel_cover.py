"""
Exact cover of pixels by polygons, as font rasterisers do it: signed areas along edges, then a running sum.

An edge that goes down through a pixel row adds its height to the cover of every pixel to its
right, an edge that goes up subtracts it; the pixel it passes through gets the trapezoid to the
edge's right. With outer rings turned one way and holes the other, the sum along a row is each
pixel's covered fraction: holes, parts and shared edges need no case of their own. Only pixels
on a boundary become cells; the runs between them have one cover and are counted.
"""

import numpy as np
import numpy.typing as npt

from gis.compiled import compiled

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int32]
Counts = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint8] | npt.NDArray[np.uint16]

NOTHING = 1e-12  # cover below this is rounding
_LONG_RUN = 64  # pixels; from here on counting beats adding


@compiled
def trace(  # noqa: PLR0913, PLR0917 - plain arrays for compiled code
    edges: Floats,
    owner: Indices,
    row0: int,
    row1: int,
    columns: int,
    bend: Floats,
    cells: Indices,
    covers: Floats,
) -> int:
    """
    Write the cells of all edges between `row0` and `row1` and return their number.

    `edges` has x0, y0, x1, y1 in pixels, one edge a row, `owner` the zone of each.
    `cells` receives (zone, row from row0, column), `covers` (cover, part taken off in
    the cell itself). Column -1 stands for all that lies left of the raster.
    """
    used = 0
    for i in range(edges.shape[0]):
        x0, y0, x1, y1 = edges[i, 0], edges[i, 1], edges[i, 2], edges[i, 3]
        sign = 1.0
        if y0 > y1:
            x0, y0, x1, y1 = x1, y1, x0, y0
            sign = -1.0
        top, bottom = max(y0, float(row0)), min(y1, float(row1))
        if top >= bottom:
            continue
        slope = (x1 - x0) / (y1 - y0)
        y = top
        x = x0 if top == y0 else x0 + (top - y0) * slope
        row = int(np.floor(y))
        while y < bottom:
            y_next = min(bottom, row + 1.0)
            x_next = x1 if y_next == y1 else x0 + (y_next - y0) * slope
            used = _trace_row(
                x, y - row, x_next, y_next - row, sign, bend[row - row0],
                owner[i], row - row0, columns, cells, covers, used,
            )  # fmt: skip
            x, y = x_next, y_next
            row += 1
    return used


@compiled
def _trace_row(  # noqa: PLR0913, PLR0917 - a hot loop's body; a structure would be allocated for each row
    x: float, y: float, x_end: float, y_end: float, sign: float, bend: float,
    zone: int, row: int, columns: int, cells: Indices, covers: Floats, used: int,
) -> int:  # fmt: skip
    """Cut a piece of edge inside one row at the pixels' sides; heights are measured from the row's top."""
    if x > x_end:
        x, y, x_end, y_end, sign = x_end, y_end, x, y, -sign
    if x >= columns:
        return used
    steepness = (y_end - y) / (x_end - x) if x_end > x else 0.0
    column = int(x) if x >= 0.0 else -1
    while True:
        side = column + 1.0
        x_cut, y_cut = (x_end, y_end) if x_end <= side else (side, y_end - (x_end - side) * steepness)
        rise = y_cut - y
        height = rise * (1.0 + bend * (1.0 - y - y_cut))
        part = 0.0
        if column >= 0:
            part = height * ((x + x_cut) / 2.0 - column) - bend * (x_cut - x) * rise * rise / 6.0
        last = used - 1
        if used > 0 and cells[last, 2] == column and cells[last, 1] == row and cells[last, 0] == zone:
            covers[last, 0] += sign * height
            covers[last, 1] += sign * part
        else:
            cells[used, 0], cells[used, 1], cells[used, 2] = zone, row, column
            covers[used, 0], covers[used, 1] = sign * height, sign * part
            used += 1
        x, y = x_cut, y_cut
        column += 1
        if x_end <= side or column >= columns:
            return used


@compiled
def sorted_order(cells: Indices, zones: int, rows: int, columns: int) -> Indices:
    """Order cells by zone, row and column: three stable counting passes, the last key first."""
    count = cells.shape[0]
    order = np.arange(count).astype(np.int32)
    for key, size in ((2, columns), (1, rows), (0, zones)):
        starts = np.zeros(size + 2, dtype=np.int64)
        for i in range(count):
            starts[cells[i, key] + 2] += 1  # column -1 is the first of its kind
        for k in range(1, size + 2):
            starts[k] += starts[k - 1]
        placed = np.empty(count, dtype=np.int32)
        for i in range(count):
            bucket = cells[order[i], key] + 1
            placed[starts[bucket]] = order[i]
            starts[bucket] += 1
        order = placed
    return order


@compiled
def sweep(  # noqa: PLR0913, PLR0917 - a hot loop over plain arrays
    codes: Codes, first_column: int, columns: int, cells: Indices, covers: Floats,
    pixel_m2: Floats, area_m2: Floats,
) -> None:  # fmt: skip
    """
    Add the covered area of every cell and run to `area_m2` (zone, code).

    Cells come sorted by `sorted_order`, those of one pixel still apart.
    `codes` starts at `first_column`; `pixel_m2` has its shape, or one column for all.
    """
    uniform = pixel_m2.shape[1] == 1
    counts = np.zeros((2, area_m2.shape[1]), dtype=np.int64)
    i = 0
    while i < len(cells):
        zone, row = cells[i, 0], cells[i, 1]
        sums, line, row_m2 = area_m2[zone], codes[row], pixel_m2[row]
        cover, reached = 0.0, 0
        counted, more = False, True
        while more:
            begin = i
            i, column, height, part = _next_cell(i, cells, covers, zone, row, columns)
            more = i > begin
            if abs(cover) > NOTHING:
                start, stop = reached - first_column, column - first_column
                counted |= _add_run(sums, line, start, stop, cover, row_m2, counts)
            inside = cover + height - part
            if 0 <= column < columns and abs(inside) > NOTHING:
                j = column - first_column
                sums[line[j]] += inside * row_m2[0 if uniform else j]
            cover += height
            reached = column + 1
        if counted:
            for k in range(counts.shape[1]):
                sums[k] += (counts[0, k] + counts[1, k]) * row_m2[0]
            counts[:] = 0


@compiled
def _next_cell(  # noqa: PLR0913, PLR0917 - as `_trace_row`
    i: int, cells: Indices, covers: Floats, zone: int, row: int, columns: int
) -> tuple[int, int, float, float]:  # fmt: skip
    """Sum what stands in one cell; past the last of the row, `i` stays and the column is `columns`."""
    column, height, part = columns, 0.0, 0.0
    if i < len(cells) and cells[i, 0] == zone and cells[i, 1] == row:
        column = cells[i, 2]
    while i < len(cells) and cells[i, 2] == column and cells[i, 1] == row and cells[i, 0] == zone:
        height += covers[i, 0]
        part += covers[i, 1]
        i += 1
    return i, column, height, part


@compiled
def _add_run(  # noqa: PLR0913, PLR0917 - as `_trace_row`
    sums: Floats, line: Codes, start: int, stop: int, cover: float, row_m2: Floats, counts: Counts
) -> bool:  # fmt: skip
    """Add a run of pixels of one cover, or count it if long, whole and of equal pixels; say if counted."""
    if len(row_m2) > 1:
        for j in range(start, stop):
            sums[line[j]] += cover * row_m2[j]
        return False
    if abs(cover - 1.0) > NOTHING or stop - start < _LONG_RUN:
        for j in range(start, stop):
            sums[line[j]] += cover * row_m2[0]
        return False
    for j in range(start, stop - 1, 2):  # two tables: equal neighbours need not wait for each other
        counts[0, line[j]] += 1
        counts[1, line[j + 1]] += 1
    if (stop - start) % 2:
        counts[0, line[stop - 1]] += 1
    return True
