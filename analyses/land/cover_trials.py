"""How a share of land moves with what its definition decides: classes, areas, patches, accuracy."""

from analyses.serving.sensitivity import Trial

from .zone_share import ZoneShare


def definition_trials(
    by_code: ZoneShare, *, with_patches: ZoneShare | None = None, by_shape: ZoneShare | None = None
) -> tuple[Trial, ...]:
    """
    Give the figure under other definitions (DOMAIN D8); one that nothing speaks of is left out.

    `by_code` holds what the codes alone say, without a column such as 特灌; `with_patches`
    counts patches of any size, `by_shape` takes the shapes' areas for the stated ones.
    """
    told = []
    if by_code.maybe_m2 > 0:
        high = (by_code.class_m2 + by_code.maybe_m2) / by_code.total_m2
        title = "地类口径：不计灌木等待定地类 — 全部计入"
        told.append(Trial(name="classes", title=title, low=by_code.low, high=high, error=False))
    for name, title, share in (
        ("patches", "不扣除连片不足下限的碎片", with_patches),
        ("area_by", "面积一律取图形面积", by_shape),
    ):
        if share is not None:
            told.append(Trial(name=name, title=title, low=share.low, high=share.low, error=False))
    return tuple(told)


def accuracy_trial(value: float, error_share: float) -> Trial:
    """Give the range of a raster's share within its error."""
    return Trial(
        name="accuracy",
        title=f"分类误差 ±{error_share * 100:g} 个百分点",
        low=max(value - error_share, 0.0),
        high=min(value + error_share, 1.0),
        error=True,
    )
