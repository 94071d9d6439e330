"""What the socket refuses."""

from dispatch.kernel.errors import define

define("socket.bad_frame", 400, zh="连接收到无法识别的消息。", en="The connection received a message it cannot read.")
define(
    "socket.too_many_streams",
    400,
    zh="一个连接最多订阅 {limit} 个频道。",
    en="One connection follows {limit} streams at most.",
)
