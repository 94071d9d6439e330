"""What coverage refuses, and the words of an import's report."""

from dispatch.kernel import errors, texts

errors.define(
    "import.nothing",
    422,
    zh="文件里没有可用的区域，未做任何更改。",
    en="No area in the file can be used; nothing was changed.",
)
errors.define(
    "import.datum_unknown",
    422,
    zh="坐标系应为 WGS-84、GCJ-02 或 BD-09。",
    en="The datum must be WGS-84, GCJ-02 or BD-09.",
)
for code, status, zh, en in [
    (
        "import.unreadable",
        422,
        "文件读不出来，可能已损坏（{format}）。",
        "The file cannot be read ({format}).",
    ),
    (
        "import.projected",
        422,
        "Shapefile 是投影坐标，请先转成经纬度（WGS-84 或 CGCS2000）。",
        "The shapefile is projected; convert it to longitude and latitude (WGS-84, CGCS2000) first.",
    ),
    (
        "import.archive",
        422,
        "压缩包应只含一个 KML，或一组 Shapefile（.shp .dbf .prj）。",
        "The archive must hold one KML, or one shapefile (.shp .dbf .prj).",
    ),
    ("import.not_polygons", 422, "Shapefile 里不是面。", "The shapefile holds no polygons."),
    ("plan.stale", 409, "方案已被别人改动，请重新读取后再改。", "The plan was changed by somebody else; read it anew."),
    ("plan.not_open", 409, "方案已不能编辑。", "The plan can no longer be edited."),
    ("plan.not_checked", 409, "方案须先通过检查。", "The plan must be checked first."),
    ("plan.has_errors", 409, "检查发现错误，改正后才能批准。", "The check found errors; mend them before approving."),
    ("plan.empty", 409, "方案没有涉及任何站点。", "The plan takes up no station."),
    ("plan.not_waiting", 409, "方案不在等待生效。", "The plan does not wait to take effect."),
    (
        "plan.moved_meanwhile",
        409,
        "方案涉及的站点，其生效范围在起草后已改变，请先核对。",
        "The areas of its stations changed after the plan was drawn; look at it again.",
    ),
    (
        "plan.in_the_way",
        409,
        "方案“{name}”已批准待生效，涉及相同站点。",
        "The plan “{name}” is approved and waits, and touches the same stations.",
    ),
    ("plan.too_many_areas", 422, "一个站点最多 {limit} 个区域。", "A station has {limit} areas at most."),
    ("shape.failed", 422, "图形过于特殊，无法这样处理。", "The shapes do not allow this."),
    ("shape.not_split", 422, "这条线没有把区域切开。", "The line does not cut the area apart."),
    ("shape.nothing_left", 422, "这样一来区域就没有了。", "Nothing of the area would be left."),
    ("shape.no_hole", 422, "这里没有洞。", "There is no hole here."),
    ("shape.needs_line", 422, "请先画一条线。", "Draw a line first."),
    ("shape.needs_others", 422, "请再选一个区域。", "Choose another area as well."),
    ("shape.too_many_vertices", 422, "顶点超过 {limit} 个。", "More than {limit} vertices."),
    (
        "finding.gone",
        409,
        "这个问题已不存在，请刷新后再看。",
        "This is no longer so; look again.",
    ),
    ("finding.not_offered", 422, "不能这样处理。", "It cannot be mended in this way."),
    (
        "finding.would_empty",
        422,
        "这样处理后，另一个站点将没有覆盖区域。",
        "The other station would be left without any area.",
    ),
    ("absence.over", 409, "这段时间已经过去。", "This time has passed."),
    ("absence.overlaps", 409, "站点在这段时间已登记临时停业。", "The station is away then already."),
    (
        "absence.is_a_change",
        409,
        "超过 {hours} 小时的停业须走变更申请。",
        "An absence of more than {hours} hours needs a change application.",
    ),
    ("area.invalid", 422, "有区域的图形不能用。", "The shape of an area cannot be used."),
]:
    errors.define(code, status, zh=zh, en=en)

errors.define(
    "capacity.season_unclear", 422, zh="季节要有起止两个日期。", en="A season needs its first and its last day."
)
errors.define(
    "capacity.seasons_overlap", 422, zh="同一类作业的季节不能重叠。", en="Seasons of one class of work may not overlap."
)
errors.define(
    "duty.not_ahead", 422, zh="班次要晚于现在结束，且结束晚于开始。", en="A shift ends after it begins, and after now."
)
errors.define(
    "overflow.moved_meanwhile",
    409,
    zh="名单已被别人改动，请刷新后再排。",
    en="The list was changed by somebody else; look again before ordering it.",
)
errors.define("overflow.to_itself", 422, zh="站点不能溢出给自己。", en="A station cannot help itself.")
errors.define(
    "overflow.serves_other", 422, zh="两个站点没有共同的业务。", en="The two stations have no utility in common."
)
errors.define("capacity.slots_overlap", 422, zh="时段不能重叠。", en="Slots may not overlap.")

for code, zh, en in [
    ("closed_ring", "已闭合未封口的环", "An open ring was closed"),
    ("dropped_duplicates", "去掉 {points} 个重复点", "{points} repeated points were dropped"),
    (
        "mended_crossings",
        "已修复自相交，面积变化 {changed_m2} m²",
        "Crossing rings were mended; the area changed by {changed_m2} m²",
    ),
    ("too_many_features", "要素超过 {limit} 个", "More than {limit} features"),
    ("too_many_vertices", "顶点 {vertices} 个，超过 {limit}", "{vertices} vertices, more than {limit}"),
    ("no_geometry", "没有几何", "No geometry"),
    ("not_a_polygon", "不是多边形（{kind}）", "Not a polygon ({kind})"),
    ("malformed", "坐标格式不正确", "Malformed coordinates"),
    ("ring_too_short", "环的点太少（{points}）", "A ring has too few points ({points})"),
    ("not_finite", "坐标不是有限数字", "A coordinate is not a finite number"),
    ("axes_swapped", "经纬度次序颠倒，应为经度在前", "Longitude and latitude are swapped; longitude comes first"),
    ("off_the_map", "坐标超出范围", "Off the map"),
    ("crosses_antimeridian", "跨越 180° 经线", "Crosses the antimeridian"),
    ("empty", "空几何", "Empty geometry"),
    ("no_area", "没有面积", "No area"),
    (
        "too_tangled",
        "自相交 {crossings} 处以上，不能安全修复",
        "Crosses itself {crossings} times or more; not safe to mend",
    ),
    ("dropped_same_parts", "去掉 {parts} 个重复的部分", "{parts} repeated parts were dropped"),
    (
        "too_intricate",
        "边界过密（{pairs} 对以上的边相邻），无法安全检查",
        "Too intricate: {pairs} or more pairs of edges lie close; not safe to check",
    ),
    (
        "not_looked_at",
        "前面已有 {limit} 个要素过于复杂，未再检查",
        "Not looked at: {limit} features before it were too tangled or intricate",
    ),
    ("no_name", "缺少站点名称属性 {property}", "Lacks the station's name in {property}"),
    ("unknown_station", "没有名为 {name} 的站点", "There is no station called {name}"),
]:
    texts.define(f"import.{code}", zh=zh, en=en)
