"""Why a crew cannot be as somebody wants it."""

from dispatch.kernel import errors

errors.define("crew.name_taken", 409, zh="本站已有“{name}”。", en="The station has a crew “{name}” already.")
errors.define("crew.same_leader", 422, zh="负责人和替补须是两个人。", en="Leader and stand-in must be two people.")
errors.define(
    "crew.leader_not_member",
    422,
    zh="负责人和替补须是班组成员。",
    en="Leader and stand-in must belong to the crew.",
)
errors.define("crew.not_of_station", 422, zh="不是本站人员：{names}", en="Not of this station: {names}")
errors.define(
    "crew.leads_another",
    409,
    zh="{names} 是“{crew}”的负责人或替补，请先在那里换人。",
    en="{names} leads or stands in at “{crew}”; name somebody else there first.",
)
errors.define(
    "crew.changed_meanwhile",
    409,
    zh="班组刚被别人改过，请看过新的再改。",
    en="Somebody changed the crew meanwhile; look at it again.",
)
errors.define("crew.gone", 409, zh="这个班组已经撤销。", en="That crew was disbanded.")
errors.define("crew.own_crew", 422, zh="{name} 本来就在这个班组。", en="{name} belongs to that crew anyway.")
errors.define("crew.helps_already", 409, zh="{name} 已在支援别的班组。", en="{name} helps another crew already.")
errors.define("crew.off_shift", 409, zh="{name} 不在班。", en="{name} is off shift.")
errors.define("crew.until_wrong", 422, zh="支援的结束时间已过。", en="That time is over already.")
errors.define("crew.not_leading", 403, zh="现在不是您负责这个班组。", en="You do not lead the crew at the moment.")
